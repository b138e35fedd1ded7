/** Which pages are ours. */
import { PAGE_ORIGIN } from '#contract/rpc/channels.ts';

export const PAGE_URL = `${PAGE_ORIGIN}/index.html`;

/** Whether a URL is a page of ours, by the URL parser and not by how it begins. */
export const isOwnPage = (url: string): boolean => {
  try {
    const { protocol: scheme, host } = new URL(url);
    return `${scheme}//${host}` === PAGE_ORIGIN;
  } catch {
    return false;
  }
};
