const halfAtEnd = /[\uD800-\uDBFF]$/;

/** The text; if it is longer than `charsMax`, its beginning with an ellipsis. No surrogate pair is split. */
export function cutText(text: string, charsMax: number): string {
  return text.length <= charsMax ? text : `${text.slice(0, charsMax - 1).replace(halfAtEnd, '')}…`;
}
