// The little XML that S3 speaks: documents are written from nested values, and the one document that
// clients send (the list of parts of CompleteMultipartUpload) is read.

/** An element's content: text, child elements, or several elements of the same name. */
export type XmlValue = string | number | boolean | undefined | XmlFields | XmlFields[];
export type XmlFields = { [name: string]: XmlValue };

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

const escapeText = (text: string): string =>
  text.replace(/[&<>"\r]/g, (sign) => escapes[sign] ?? '');

function element(name: string, value: XmlValue): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((item) => element(name, item)).join('');
  const content =
    typeof value === 'object'
      ? Object.entries(value)
          .map(([childName, child]) => element(childName, child))
          .join('')
      : escapeText(String(value));
  return `<${name}>${content}</${name}>`;
}

/** Writes a whole document; fields that are undefined are left out. */
export function xmlDocument(root: string, fields: XmlFields): string {
  const namespace = root === 'Error' ? '' : ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
  const body = element(root, fields).replace(`<${root}>`, `<${root}${namespace}>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;
}

const unescapeText = (text: string): string =>
  text
    .replace(/&#x([0-9a-f]+);/gi, (_, digits: string) => String.fromCodePoint(parseInt(digits, 16)))
    .replace(/&#(\d+);/g, (_, digits: string) => String.fromCodePoint(Number(digits)))
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

/**
 * The fields of every `<name>` element in a flat document: one record each, child name to text.
 * Returns undefined when the text is not such a document.
 */
export function readElements(
  text: string,
  root: string,
  name: string,
): Record<string, string>[] | undefined {
  const inside = new RegExp(`<${root}(?:\\s[^>]*)?>([\\s\\S]*)</${root}>\\s*$`).exec(text)?.[1];
  if (inside === undefined) return undefined;
  const found = inside.matchAll(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, 'g'));
  return [...found].map(([, content = '']) =>
    Object.fromEntries(
      [...content.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, child = '', value = '']) => [
        child,
        unescapeText(value.trim()),
      ]),
    ),
  );
}
