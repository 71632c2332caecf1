// The reader's icons: 20 units square, drawn with the text's colour, silent to screen readers (their buttons have names).
import type { ReactNode } from 'react';

function icon(path: ReactNode) {
  return function Icon() {
    return (
      <svg
        width="20"
        height="20"
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden
      >
        {path}
      </svg>
    );
  };
}

export const PanelIcon = icon(
  <>
    <rect x="3" y="4" width="14" height="12" rx="1.5" />
    <path d="M8 4v12" />
  </>,
);
export const BackIcon = icon(<path d="M12 4l-6 6 6 6" />);
export const UpIcon = icon(<path d="M4 12l6-6 6 6" />);
export const DownIcon = icon(<path d="M4 8l6 6 6-6" />);
export const PlusIcon = icon(<path d="M10 4v12M4 10h12" />);
export const MinusIcon = icon(<path d="M4 10h12" />);
export const WidthIcon = icon(<path d="M3 10h14M6 7l-3 3 3 3M14 7l3 3-3 3" />);
export const RotateIcon = icon(
  <>
    <path d="M16 10a6 6 0 1 1-2-4.5" />
    <path d="M16 3v4h-4" />
  </>,
);
export const FindIcon = icon(
  <>
    <circle cx="9" cy="9" r="5" />
    <path d="M13 13l4 4" />
  </>,
);
export const DownloadIcon = icon(<path d="M10 3v9M6 9l4 4 4-4M4 17h12" />);
export const TalkIcon = icon(<path d="M4 4h12v9H9l-4 3.5V13H4z" />);
export const CloseIcon = icon(<path d="M5 5l10 10M15 5L5 15" />);
export const AreaIcon = icon(
  <>
    <path d="M3 6V3h3M14 3h3v3M17 14v3h-3M6 17H3v-3" />
    <path d="M9 3h2M9 17h2M3 9v2M17 9v2" />
  </>,
);
export const NoteIcon = icon(
  <>
    <path d="M4 4h12v8l-4 4H4z" />
    <path d="M16 12h-4v4" />
  </>,
);
export const PenIcon = icon(<path d="M4 16l1-4 8.5-8.5a1.4 1.4 0 0 1 2 0l1 1a1.4 1.4 0 0 1 0 2L8 15z" />);
export const PaperNoteIcon = icon(
  <>
    <path d="M5 3h7l3 3v11H5z" />
    <path d="M10 8v6M7 11h6" />
  </>,
);
export const DotsIcon = icon(
  <>
    <circle cx="5" cy="10" r="1" />
    <circle cx="10" cy="10" r="1" />
    <circle cx="15" cy="10" r="1" />
  </>,
);
export const LookIcon = icon(
  <>
    <circle cx="10" cy="10" r="6.5" />
    <path d="M10 3.5v13a6.5 6.5 0 0 0 0-13z" fill="currentColor" />
  </>,
);
export const ColumnsIcon = icon(
  <>
    <rect x="3" y="4" width="14" height="12" rx="1.5" />
    <path d="M8 4v12M12.5 4v12" />
  </>,
);
export const PreviewIcon = icon(
  <>
    <rect x="3" y="4" width="14" height="12" rx="1.5" />
    <path d="M12 4v12M14.5 7.5h0M14.5 10h0" />
  </>,
);
