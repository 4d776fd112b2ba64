const storageKey = 'checkpoint-key';

/** What the reader pasted as the key to trust: kept in this browser, because the service must not be able to change it. */
export function storedPin(): string | null {
  return localStorage.getItem(storageKey);
}

export function storePin(text: string | null): void {
  if (text === null) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, text);
}
