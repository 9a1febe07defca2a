/** SGR parameters (ECMA-48, 8.3.117); the sixteen colours only, so that every theme stays readable. */
const styles = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 };

export type Style = keyof typeof styles;

/** Colours text for a terminal; the text is in it unchanged. */
export type Paint = (style: Style, text: string) => string;

export const colourPaint: Paint = (style, text) => (text === '' ? '' : `\x1b[${styles[style]}m${text}\x1b[0m`);

export const plainPaint: Paint = (_, text) => text;
