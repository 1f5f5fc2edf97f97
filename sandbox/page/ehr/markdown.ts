/** A card's detail as an EHR renders it: GitHub-flavoured Markdown, where HTML is text like any other. */
import DOMPurify from 'dompurify';
import { Marked } from 'marked';

const TAGS = ['p', 'ul', 'ol', 'li', 'em', 'strong', 'del', 'code', 'pre', 'a', 'br', 'blockquote'];
const ADDRESS = /^https?:/i;

const marked = new Marked({ gfm: true, async: false, renderer: { html: ({ text }) => escaped(text) } });

/** Safe to put into the page. */
export function rendered(markdown: string): string {
  const html = marked.parse(markdown, { async: false });
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ['href'],
    ALLOWED_URI_REGEXP: ADDRESS,
  });
}

export function isAddress(url: string): boolean {
  return ADDRESS.test(url);
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
