/** The few signs of the window, drawn in one hand. They are decoration: a word stands beside each. */
import type { ReactElement } from 'react';

const shapes = {
  home: <path d="M3 9.2 10 3.5l7 5.7M5 8v8.5h3.8V12h2.4v4.5H15V8" />,
  list: <path d="M4 3.5h9l3 3v10H4zM7 9h6M7 12h6M7 6h2.5" />,
  settings: <path d="M3 6h8.5M15.5 6H17M3 14h1.5M8.5 14H17M13.5 4v4M6.5 12v4" />,
  channel: <path d="M3.5 10h3m7 0h3M10 3.5v3m0 7v3M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z" />,
  report: <path d="M4 3.5h9l3 3v10H4zM10 7v4.2M10 13.4v.1" />,
  help: (
    <path d="M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7.9 8.2a2.1 2.1 0 1 1 3.2 1.8c-.7.4-1.1.8-1.1 1.6M10 13.9v.1" />
  ),
  stop: <path d="M6.8 3h6.4L17 6.8v6.4L13.2 17H6.8L3 13.2V6.8zM7.5 7.5l5 5m0-5-5 5" />,
  check: <path d="M10 3 18 16.5H2zM10 8v4M10 14.2v.1" />,
  note: <path d="M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 9v4.5M10 6.4v.1" />,
  good: <path d="M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM6.8 10.2l2.3 2.3 4.2-4.8" />,
  leftOut: <path d="M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM6.8 10h6.4" />,
  close: <path d="m5 5 10 10M15 5 5 15" />,
  up: <path d="m5 12 5-5 5 5" />,
  down: <path d="m5 8 5 5 5-5" />,
  filter: <path d="M3 4.5h14l-5.5 6.2v5l-3-1.5v-3.5z" />,
  drop: <path d="M10 3v9m-3.5-3.5L10 12l3.5-3.5M3.5 12.5v4h13v-4" />,
  sample: (
    <path d="M8 3h4M8.8 3v5L4.4 15a1.4 1.4 0 0 0 1.2 2h8.8a1.4 1.4 0 0 0 1.2-2l-4.4-7V3M6.5 12.5h7" />
  ),
  deliver: <path d="M10 12.5V3m-3.5 3.5L10 3l3.5 3.5M3.5 12.5v4h13v-4" />,
  wait: <path d="M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4.2l2.8 1.8" />,
  pause: <path d="M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM8.3 7.5v5M11.7 7.5v5" />,
  offline: (
    <path d="M3 8.2a10 10 0 0 1 5.4-2.6M17 8.2a10 10 0 0 0-3-2M5.8 11.2A6 6 0 0 1 9 9.6M10 15.6v.1M3.5 3.5l13 13" />
  ),
  question: (
    <path d="M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM8 8.2a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4M10 13.6v.1" />
  ),
  save: <path d="M4 3.5h9.5L16.5 6.5v10H4zM7 3.5v4h5v-4M7 16.5v-5h6.5v5" />,
} as const satisfies Record<string, ReactElement>;

export type IconName = keyof typeof shapes;

export const Icon = ({ name, size = 18 }: { name: IconName; size?: number }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
    style={{ flex: 'none' }}
  >
    {shapes[name]}
  </svg>
);
