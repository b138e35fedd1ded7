import { expect, test } from 'vitest';
import { firstProxy } from '#main/system-proxy.ts';

test.each([
  ['DIRECT', null],
  ['PROXY proxy.example:8080; DIRECT', 'http://proxy.example:8080'],
  ['HTTPS proxy.example:443', 'https://proxy.example:443'],
  ['SOCKS5 proxy.example:1080; DIRECT', null],
  [' proxy  [::1]:3128 ;DIRECT', 'http://[::1]:3128'],
  ['', null],
  ['PROXY', null],
])('%j', (answer, proxy) => {
  expect(firstProxy(answer)).toBe(proxy);
});
