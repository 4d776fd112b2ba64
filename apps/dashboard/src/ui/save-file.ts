/** Time for the browser to begin the download. */
const keptMs = 10_000;

/** Saves a text as a file of the reader. */
export function saveFile(name: string, text: string, contentType: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: contentType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), keptMs);
}
