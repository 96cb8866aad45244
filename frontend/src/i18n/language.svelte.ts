/** The page's language: which one, its words, and how to change it. */
import i18next from 'i18next';
import type { Words } from '../api/types';

export type LanguageCode = 'zh' | 'en';

const dictionaries = {
  zh: () => import('./zh.json'),
  en: () => import('./en.json'),
};

export function guessLanguage(preferred: string | undefined): LanguageCode {
  if (!preferred) return 'zh';
  return preferred.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

class Language {
  code = $state<LanguageCode>('zh');

  /** The language tag for `Intl`, `lang=` and `Accept-Language`. */
  get tag(): string {
    return this.code === 'zh' ? 'zh-Hans' : 'en';
  }

  async use(code: LanguageCode): Promise<void> {
    if (!i18next.isInitialized) {
      await i18next.init({ lng: code, resources: {}, interpolation: { escapeValue: false } });
    }
    if (!i18next.hasResourceBundle(code, 'translation')) {
      const words = (await dictionaries[code]()).default;
      i18next.addResourceBundle(code, 'translation', words);
    }
    await i18next.changeLanguage(code);
    this.code = code;
    document.documentElement.lang = this.tag;
  }
}

export const language = new Language();

/** The words for `key` in the page's language; read inside a component it follows the language. */
export function t(key: string, values: Record<string, unknown> = {}): string {
  return i18next.t(key, { ...values, lng: language.code });
}

/** One side of a document's two-language label. */
export function words(label: Words | null | undefined): string {
  if (!label) return '';
  return label[language.code] || label.zh || label.en;
}

/** The name of a place in the page's language, where it has one. */
export function placeName(place: { name: string; name_en?: string | null }): string {
  return language.code === 'en' && place.name_en ? place.name_en : place.name;
}
