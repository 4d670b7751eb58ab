export interface Part {
  readonly text: string;
  readonly isCode: boolean;
}

/** Messages put names and values between backticks; one without its partner is a letter. */
export function partsOf(message: string): readonly Part[] {
  const parts = message.split(/`([^`\n]+)`/);
  return parts
    .map((text, at) => ({ text, isCode: at % 2 === 1 }))
    .filter(({ text }) => text !== '');
}
