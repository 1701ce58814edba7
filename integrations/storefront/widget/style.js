/**
 * --c is the shop's colour, --on black or white on it, --shade a tint that only raises their
 * contrast. Everything else is neutral. The dialog and the launcher sit in fixed positions: nothing
 * of the page moves.
 */
export const CSS = `
:host{all:initial;font-family:inherit;--c:#1f4d3f;--on:#fff;--shade:#0003;--bg:#fff;--card:#f6f5f1;--ink:#1d1c1a;--soft:#615e57;--line:#e4e1d9;color-scheme:light}
@media (prefers-color-scheme:dark){:host{--c:#2b6a56;--bg:#191817;--card:#24221f;--ink:#f4f1eb;--soft:#b3ada2;--line:#3b3834;color-scheme:dark}}
@media print{:host{display:none}}
*{box-sizing:border-box;margin:0;padding:0;font:inherit;color:inherit;list-style:none}
:focus-visible{outline:2px solid;outline-offset:2px}
button{border:0;background:none;cursor:pointer}
svg{width:20px;height:20px;fill:currentColor}
.launcher,dialog{position:fixed;inset-block-end:16px;inset-inline-end:16px}
:host([position=left]) :is(.launcher,dialog){left:16px;right:auto}
:host([position=right]) :is(.launcher,dialog){right:16px;left:auto}
.launcher{z-index:var(--regulars-z,9990);margin-block-end:env(safe-area-inset-bottom);display:flex;align-items:center;gap:8px;height:52px;padding:0 20px 0 16px;border:1px solid #ffffff26;border-radius:26px;background:var(--c);color:var(--on);font-size:15px;font-weight:600;box-shadow:0 6px 24px #0000002e;transition:transform .2s}
.launcher:hover{transform:translateY(-2px)}
.launcher:focus-visible{outline-offset:-6px;box-shadow:0 0 0 3px var(--c),0 0 0 5px var(--on)}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
dialog{inset-block-start:auto;inset-inline-start:auto;width:380px;max-width:none;height:min(720px,100dvh - 32px);max-height:none;border:0;border-radius:22px;overflow:hidden;background:var(--bg);color:var(--ink);font-size:15px;line-height:1.5;text-align:start;box-shadow:0 0 0 1px var(--line),0 24px 64px #00000040}
dialog[open]{display:flex;flex-direction:column;animation:up .28s cubic-bezier(.2,.8,.2,1)}
dialog::backdrop{background:#14120f59;animation:in .28s}
@keyframes up{0%{opacity:0;transform:translateY(24px)}}
@keyframes in{0%{opacity:0}}
header{display:flex;align-items:center;padding-block:8px 4px;padding-inline:20px 8px}
h2{flex:1;font-size:17px}
h2,h3,h4,summary,.b{font-weight:650}
h4{font-size:19px;line-height:1.35}
header button{display:grid;place-items:center;width:44px;height:44px;border-radius:50%;color:var(--soft)}
header button:hover,summary:hover{color:var(--ink);background:var(--card)}
main{flex:1;overflow-y:auto;overscroll-behavior:contain;padding:4px 16px 16px}
main,section{display:flex;flex-direction:column;gap:20px}
section{gap:10px}
.hero{position:relative;overflow:hidden;flex:none;gap:2px;padding:20px;border-radius:18px;background:var(--c);color:var(--on)}
.hero:after{content:"";position:absolute;width:170px;height:170px;inset-block-start:-75px;inset-inline-end:-55px;border:26px solid var(--shade);border-radius:50%}
.chip{align-self:start;padding:3px 12px;margin-block-end:8px;border-radius:14px;background:var(--shade);font-size:13px}
.big{font-size:44px;font-weight:680;line-height:1.15;letter-spacing:-.02em}
.bar{height:6px;margin-block:14px 8px;border-radius:3px;background:var(--shade);overflow:hidden}
.bar i{display:block;height:100%;min-width:6px;border-radius:3px;background:var(--on);transition:width .6s}
.soft{font-size:13px;color:var(--soft)}
.hero .soft{color:inherit}
.box,.ticket{padding:16px;border-radius:16px;background:var(--card)}
li{overflow-wrap:anywhere}
.list li{display:flex;align-items:center;gap:12px;min-height:64px;padding-block:8px;border-block-end:1px solid var(--line)}
.list li:last-child{border:0}
.list div{flex:1;min-width:0}
.end{text-align:end;font-variant-numeric:tabular-nums}
.btn{display:inline-flex;align-items:center;justify-content:center;min-height:44px;padding:8px 18px;border:1px solid transparent;border-radius:22px;background:var(--c);color:var(--on);font-size:14px;font-weight:600;line-height:1.2;text-decoration:none}
.btn:hover{box-shadow:0 2px 10px #00000038}
:is(.btn,summary,input):focus-visible{outline-color:var(--ink)}
.alt{background:none;border-color:var(--line);color:var(--ink)}
.btn:disabled{padding-inline:0;background:none;box-shadow:none;color:var(--soft);font-weight:400;font-size:13px;cursor:default}
.row{display:flex;gap:8px;flex-wrap:wrap}
.row .btn{flex:1}
.ticket{background:none;border:1px dashed var(--soft)}
.ticket div{flex-wrap:nowrap;justify-content:space-between;align-items:baseline}
.ticket .btn{flex:none}
input{flex:1;min-width:0;height:44px;padding-inline:12px;border:0;border-radius:12px;background:var(--card);font:600 16px ui-monospace,Menlo,Consolas,monospace}
details{border-block-start:1px solid var(--line);margin-block-end:-20px}
summary{display:flex;align-items:center;justify-content:space-between;min-height:56px;padding-inline:4px 8px;cursor:pointer}
summary::-webkit-details-marker{display:none}
summary:after{content:"";width:8px;height:8px;border:solid var(--soft);border-width:0 2px 2px 0;transform:rotate(45deg)}
[open]>summary:after{transform:rotate(225deg)}
details>section{padding:0 4px 20px}
.sk{flex:none;height:150px;border-radius:18px;background:var(--card);animation:in 1s infinite alternate}
[role=status]:not(:empty){padding:12px 16px;margin:0 12px 12px;border-radius:14px;background:var(--ink);color:var(--bg);font-size:14px;font-weight:600;text-align:center;animation:in .2s}
@media (max-width:519px){dialog,:host([position]) dialog.panel{inset:auto 0 0;width:100%;height:calc(100dvh - 12px);border-radius:22px 22px 0 0}main{padding-block-end:calc(16px + env(safe-area-inset-bottom))}}
@media (prefers-reduced-motion:reduce){*,:before,:after,::backdrop{animation:none!important;transition:none!important}}
@media (forced-colors:active){.btn,.launcher,.hero,.bar{border:1px solid}.bar i{background:Highlight}}
`;

/**
 * The custom properties for a shop's colour `rgb` ("rgb(31, 77, 63)"), or none for anything else.
 * Of black and white, the one easier to read always has a contrast of at least 4.5:1.
 */
export function tint(rgb) {
  const parts = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(rgb);
  if (!parts) return {};
  const [r, g, b] = parts.slice(1).map((part) => ((+part / 255 + 0.055) / 1.055) ** 2.4);
  const dark = 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.18;
  return {
    '--c': rgb,
    '--on': dark ? '#fff' : '#000',
    '--shade': dark ? '#0003' : '#ffffff59',
  };
}
