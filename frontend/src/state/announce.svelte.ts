/** Sentences for those who hear the page: answers as they arrive. */
export const announcement = $state({ text: '' });

export function announce(text: string): void {
  announcement.text = text;
}
