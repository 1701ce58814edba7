/**
 * Lines in the page's own flow, font and ink: dark where the page is. --c is the shop's colour and
 * --on what reads on it; without a colour, buttons are the browser's own. What stands here later has
 * its place from the start. A theme's *:focus would draw a frame around the whole line while something
 * in it has the focus, which has a frame of its own.
 */
export const STYLE = `
:host{display:block;min-height:1.6em;line-height:1.5;outline:none!important;--c:ButtonText;--on:ButtonFace;--r:12px}
:host([hidden]){display:none}
:host([for=cart]),:host([for=order]){min-height:5.6em}
:host([for=account]){min-height:4.8em}
*{box-sizing:border-box;margin:0;padding:0;font:inherit;color:inherit}
svg{flex:none;width:1.15em;height:1.15em;fill:currentColor}
a{text-underline-offset:3px}
:focus-visible{outline:2px solid currentColor;outline-offset:2px}
.line{display:flex;flex-wrap:wrap;align-items:center;gap:.1em .5em}
.line>span{max-width:calc(100% - 1.7em)}
.line>svg{align-self:flex-start;margin-block-start:.18em}
b{font-weight:650}
.soft{font-size:.9em}
.badge{display:inline-flex;align-items:center;gap:.4em;padding:.05em .75em;border:1px solid;border-radius:99px;font-size:.9em;font-weight:600}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
summary{min-height:2.4em;padding-block:.4em;cursor:pointer;text-decoration:underline;text-underline-offset:3px}
.redeem[open]{padding-block-end:.5em}
.redeem>div,.redeem #choices{display:flex;flex-direction:column;align-items:stretch;gap:.5em}
#codes>*{margin-block-end:.25em}
.pick{display:flex;align-items:center;gap:.6em;min-height:44px;cursor:pointer}
.pick input{flex:none;width:1.2em;height:1.2em;accent-color:currentColor}
.pick .soft{margin-inline-start:auto;white-space:nowrap}
.slide input{width:100%;min-height:44px;accent-color:currentColor}
.ticket{display:flex;flex-wrap:wrap;align-items:center;gap:.4em .6em;padding:.5em .75em;border:1px dashed;border-radius:var(--r)}
.ticket span{flex:1 0 100%;font-weight:600}
.code{flex:1;min-width:8em;height:44px;border:0;background:none;font-family:ui-monospace,Menlo,Consolas,monospace}
.btn{min-height:44px;padding:.4em 1.1em;border:1px solid;border-color:var(--c);border-radius:var(--r);background:var(--c);color:var(--on);font-weight:600;cursor:pointer}
.said:not(:empty){margin-block-start:.5em}
.club{margin-block-start:.4em}
`;
