/** A URL, or what is wrong with a text. The fault does not repeat the text: it can have a password. */
export type ServiceUrl =
  | { readonly url: URL; readonly fault?: undefined }
  | { readonly url?: undefined; readonly fault: string };

/** The URL under which a service has `/v1`: its path, for example that of a proxy, ends with `/`. */
export function serviceUrl(text: string): ServiceUrl {
  if (!URL.canParse(text)) {
    return { fault: 'is not a URL: write http://host:port or https://host, with a port from 1 to 65535' };
  }
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return { fault: 'is not an http or https URL' };
  if (url.username !== '' || url.password !== '') {
    return { fault: 'has a user or password: remove them, the service takes an access token (docs/cli.md)' };
  }
  if (/[?#]/.test(text)) return { fault: 'has a query or fragment: give only what is before /v1' };
  if (url.port === '0') return { fault: 'has port 0: give the port on which the service listens' };
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return { url };
}
