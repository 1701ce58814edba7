/**
 * The launcher, and what it shares with the panel. --c is the shop's colour, --on black or white on
 * it, --shade a tint that only raises their contrast, --r the roundness; everything else is neutral.
 * All of it is fixed: nothing of the page moves.
 */
export const STYLE = `
:host{all:initial;font-family:inherit;--c:#1f4d3f;--on:#fff;--shade:#0003;--r:16px;--bg:#fff;--card:#f6f5f1;--ink:#1d1c1a;--soft:#615e57;--line:#e4e1d9;color-scheme:light}
@media (prefers-color-scheme:dark){:host{--c:#2b6a56;--bg:#191817;--card:#24221f;--ink:#f4f1eb;--soft:#b3ada2;--line:#3b3834;color-scheme:dark}}
*{box-sizing:border-box;margin:0;padding:0;border:0;font:inherit;color:inherit;list-style:none}
:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
svg{width:20px;height:20px;fill:currentColor}
button{cursor:pointer;background:none;min-height:44px;min-width:44px}
.pin{position:fixed;inset-block:auto 16px;inset-inline:auto 16px}
:host([position=left]) .pin{left:16px;right:auto}
:host([position=right]) .pin{right:16px;left:auto}
.launcher{z-index:var(--regulars-z,9990);margin-block-end:env(safe-area-inset-bottom);display:flex;align-items:center;gap:8px;height:52px;padding-inline:16px 20px;border-radius:calc(var(--r)*1.65);background:var(--c);color:var(--on);font-size:15px;font-weight:600;box-shadow:0 0 0 1px #ffffff26,0 6px 24px #0000002e}
.launcher:focus-visible{outline-color:var(--on);outline-offset:-6px}
[aria-busy=true]>svg,.old{opacity:.7}
.sr{position:absolute;opacity:0}
.say{z-index:var(--regulars-z,9990);margin-block-end:calc(60px + env(safe-area-inset-bottom));display:flex;max-width:min(300px,100% - 32px);border-radius:var(--r);background:var(--bg);color:var(--ink);font-size:14px;line-height:1.4;box-shadow:0 0 0 1px var(--line),0 8px 28px #0000002e}
.say:not(.on){opacity:0;pointer-events:none}
.say p{padding-block:12px;padding-inline:16px}
`;
