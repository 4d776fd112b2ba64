/** `subject` stands before `data` in every document, so the first match is the event's own. */
const subjectMember = /"subject":("(?:[^"\\]|\\.)*")/;

/** The `subject` of an event document. */
export function subjectIn(document: string): string {
  const text = subjectMember.exec(document)?.[1];
  if (text === undefined) throw new Error('an event document without a subject');
  return JSON.parse(text) as string;
}
