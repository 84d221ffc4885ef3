/** The console's icons, in lucide's manner; see shared/icon.js. */
export const BACK = "M19 12H5M11 6l-6 6 6 6";
export const NOTE = "M5 4h14v11l-5 5H5zM14 20v-5h5";
export const RETURN = "M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3";
export const RESOLVE = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12.5l3 3 5-6";
export const BELL = "M6 9a6 6 0 0 1 12 0c0 6 2 7 2 7H4s2-1 2-7M10 20a2 2 0 0 0 4 0";
export const HELP = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.5v.1";
export const LEAVE = "M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9";
export const DETAILS = "M4 5h16v14H4zM14 5v14";
export const PEN = "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3";
export const WALL = "M4 5h7v6H4zM13 5h7v6h-7zM4 13h7v6H4zM13 13h7v6h-7z";
export const PASS = "M4 12h13M12 6l6 6-6 6M20 5v14";
export const UP = "M12 20V5M6 11l6-6 6 6";
export const LOCK = "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3";
export const LEARN = "M4 20V10M10 20V4M16 20v-7M22 20H2";
