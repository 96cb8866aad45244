import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from './en.json';
import zh from './zh.json';

const SOURCE = join(import.meta.dirname, '..');

function flat(tree: object, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(tree)) {
    const key = path ? `${path}.${name}` : name;
    if (typeof value === 'string') found.set(key, value);
    else for (const [deep, words] of flat(value, key)) found.set(deep, words);
  }
  return found;
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|svelte)$/.test(name) && !/\.test\.ts$|schema\.d\.ts$/.test(name))
  .map((name) => readFileSync(join(SOURCE, name), 'utf8'));

/** Every string that may be a key: written out, or a template whose changing part may be any word. */
function usedKeys(): RegExp[] {
  return files
    .flatMap((text) => [...text.matchAll(/\bt\(([^()]*?(?:\([^()]*\)[^()]*?)*?)(?:,\s*\{|\))/gs)])
    .flatMap(([, argument = '']) => [...argument.matchAll(/'([\w.]+)'|`([^`]+)`/g)])
    .map(([, plain, template]) => plain ?? template ?? '')
    .filter((key) => key.includes('.') || key === 'close')
    .map((key) => new RegExp(`^${key.replaceAll('.', '\\.').replaceAll(/\$\{[^}]+\}/g, '\\w+')}$`));
}

const chinese = flat(zh);
const english = flat(en);
const used = usedKeys();

describe('the words of the page', () => {
  it('exist in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  it('take the same values in both languages', () => {
    const values = (words: string) => [...words.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);
    for (const [key, words] of chinese) {
      const said = new Set(values(words));
      const needed = new Set(values(english.get(key) ?? ''));
      expect([...needed].sort(), key).toEqual([...said].sort());
    }
  });

  it('exist for every key the page asks for', () => {
    expect(used.length).toBeGreaterThan(100);
    const missing = used.filter((key) => ![...chinese.keys()].some((known) => key.test(known)));
    expect(missing.map(String)).toEqual([]);
  });

  it('are all asked for somewhere', () => {
    const unused = [...chinese.keys()].filter((known) => !used.some((key) => key.test(known)));
    expect(unused).toEqual([]);
  });
});
