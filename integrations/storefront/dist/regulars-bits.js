var b={en:{copyThis:"Copy",copiedThis:"Copied",selectedThis:"Selected, ready to copy",share:"Share…",shareTo:"Share on {s}",unheard:"We did not hear back. Try again: nothing is done twice.",signedOut:"You are no longer signed in. Sign in again, then come back."},"zh-Hant":{copyThis:"複製",copiedThis:"已複製",selectedThis:"已選取，請自行複製",share:"分享…",shareTo:"分享到 {s}",unheard:"沒有收到回應，請再試一次，不會重複處理。",signedOut:"您已登出，請重新登入後再試。"},"zh-Hans":{copyThis:"复制",copiedThis:"已复制",selectedThis:"已选中，请自行复制",share:"分享…",shareTo:"分享到 {s}",unheard:"没有收到回应，请再试一次，不会重复处理。",signedOut:"您已退出登录，请重新登录后再试。"},ja:{copyThis:"コピー",copiedThis:"コピーしました",selectedThis:"選択しました。コピーしてください",share:"共有する…",shareTo:"{s}で共有",unheard:"応答がありませんでした。もう一度お試しください。二重に処理されることはありません。",signedOut:"ログアウトしています。もう一度ログインしてください。"}};var m=`
form,fieldset,.field{display:flex;flex-direction:column;gap:10px;min-width:0}
.field{gap:4px;flex:1}
form{gap:16px}
fieldset{gap:2px}
label,legend{font-size:14px;font-weight:600}
select,textarea{width:100%;min-height:44px;padding:10px 12px;border-radius:var(--r);background:var(--bg);font-size:16px;border:1px solid var(--soft)}
.field>input{flex:none;border:1px solid var(--soft);background:var(--bg)}
.field input:not([readonly]){font:inherit;font-size:16px}
.box .field input[readonly]{background:var(--bg)}
[aria-invalid=true]{border-color:var(--bad)!important}
:host{--bad:#a8261c;--good:#1d6a3f}
@media (prefers-color-scheme:dark){:host{--bad:#ff9d92;--good:#7fd6a2}}
.bad{color:var(--bad);font-size:13px;font-weight:600}
.good{padding:12px 16px;border-radius:var(--r);border:1px solid var(--good);color:var(--good)}
.choice{display:flex;align-items:center;gap:10px;min-height:44px;font-weight:400;cursor:pointer}
.choice input{flex:none;width:22px;height:22px;accent-color:var(--c)}
.scale{display:flex;gap:4px}
.scale .choice{flex:1;flex-direction:column;justify-content:center;gap:2px}
.tight{flex-wrap:nowrap}
.tight .btn{flex:none}
.row.spread>h3{flex:1}
h3[tabindex]:focus-visible{outline-offset:4px}
.tag{flex:none;padding:2px 10px;border-radius:var(--r);background:var(--bg);border:1px solid var(--line);font-size:13px;font-weight:600}
.empty{padding:40px 24px;border-radius:var(--r);background:var(--card);color:var(--soft);text-align:center}
.meter{height:10px;border-radius:var(--r);background:var(--line);overflow:hidden}
.meter i{display:block;height:100%;min-width:10px;border-radius:var(--r);background:var(--c)}
.code{font:600 13px/1.6 ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.sides,.figures{display:flex;gap:8px}
.sides li,.figures li{flex:1;padding:12px 14px;border-radius:var(--r);background:var(--card)}
.figures{text-align:center}
.figures .b{font-size:22px}
details{border-block:1px solid var(--line)}
summary{display:flex;align-items:center;justify-content:space-between;min-height:52px;padding-inline:4px;font-weight:650;cursor:pointer}
summary::-webkit-details-marker{display:none}
summary:after{content:"+"/"";font-size:20px;font-weight:400;color:var(--soft)}
[open]>summary:after{content:"−"/""}
details>section{padding:0 4px 20px}
.inner{margin-block-end:-10px;border-block-end:0}
.inner>summary{padding:0;font-weight:500;font-size:14px}
.inner>section{padding-inline:0}
.plain li{display:flex;gap:8px}
.times{flex:none;min-width:2em;text-align:end;color:var(--soft)}
.count{min-width:44px;text-align:center;font-size:20px;font-weight:650}
.grow{flex:1}
.round{width:44px;padding:0;font-size:20px}
.box>.tag{align-self:start}
[aria-disabled=true]{opacity:.55}
dl{display:grid;grid-template-columns:auto 1fr;gap:2px 12px}
dt{color:var(--soft);font-size:13px;line-height:1.75}
.qr{align-self:center;width:min(280px,100%);padding:12px;border-radius:var(--r);background:#fff}
.qr svg{display:block;width:100%;height:auto}
.pass{align-items:center;padding:24px 16px;border-radius:var(--r);background:#fff;color:#111;text-align:center;box-shadow:0 0 0 1px var(--line)}
.pick{display:grid;grid-template-columns:1fr auto;flex:1;gap:0 12px;align-items:center;padding-block:6px;text-align:start}
.pick .soft{grid-column:1}
.pick .end{grid-area:1/2/3/3}
.said{white-space:pre-line;overflow-wrap:anywhere}
.answer{padding-inline-start:12px;border-inline-start:3px solid var(--c)}
.switch{display:flex;align-items:center;align-self:start;gap:12px;font-weight:600}
.switch i{display:flex;width:52px;height:32px;padding:3px;border-radius:32px;border:1px solid var(--soft);background:var(--bg)}
.switch i:after{content:"";width:24px;border-radius:50%;background:var(--soft)}
.switch[aria-checked=true] i{justify-content:end;background:var(--c);border-color:var(--c)}
.switch[aria-checked=true] i:after{background:var(--on)}
.stars{display:flex}
.star{position:relative;display:flex;align-items:center;justify-content:center;width:48px;height:48px;cursor:pointer}
.star input{inset:0;width:100%;height:100%;cursor:pointer}
.star svg{width:32px;height:32px;fill:none;stroke:var(--soft);stroke-width:1.5}
.star.full svg{fill:#e0a100;stroke:#8a6300}
.star:has(:focus-visible){outline:2px solid var(--ink);border-radius:var(--r)}
.tiles{display:grid;grid-template-columns:1fr 1fr;gap:8px}
.tiles li{display:flex}
.tile{flex:1;display:flex;flex-direction:column;justify-content:space-between;gap:14px;min-height:96px;padding:14px;border-radius:var(--r);background:var(--card);font-weight:600;text-align:start;line-height:1.3}
.tile svg{width:26px;height:26px;fill:none;stroke:var(--c);stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round}
@media (prefers-color-scheme:dark){.tile svg{stroke:var(--ink)}}
.list li.wrapped{flex-wrap:wrap}
article{flex:0 0 100%!important;display:flex;flex-direction:column;gap:10px;padding-block:4px 8px}
article p{white-space:pre-line}
`;var w=new WeakSet;function I(t,v=t.w){let{h:a,s:g,api:c,attr:h}=t;w.has(t.root)||t.style(m),w.add(t.root);let l=t.within("room",b,v),s=(e,i)=>l().say(e,i),f=(e,i,r,o=".btn")=>a("button"+o,{type:"button",onclick:i,...r},e),x,y=()=>(h("proxy")||h("api"))+"/",u=()=>"store="+encodeURIComponent(h("store")),n={h:a,say:s,points:e=>l().points(e),number:(e,i)=>l().number(e,i),amount:(e,i)=>l().amount(e,i),date:e=>l().date(e),pick:e=>l().pick(e),name:e=>l().name(e),when:(e,i)=>new Intl.DateTimeFormat(l().locale,e).format(i),reward:e=>n.name(g.program.rewards.find(i=>i.id===e)||{name:e}),gives:({points:e,reward_id:i,reward:r})=>[e>0&&"+"+n.points(e),r?n.name(r):i&&n.reward(i)].filter(Boolean).join(" · "),soft:(...e)=>a("p.soft",...e),row:(...e)=>a("div.row.wide",...e),button:f,quiet:(e,i,r)=>f(e,i,r,".btn.alt"),press(e,i,{id:r,...o}){let d=g.busy&&x===r,p=T=>{x=r,i?.(T)};return f(d?s("wait"):e,p,{id:r,"aria-disabled":`${d}`,...o})},submit:(e,i)=>n.press(e,void 0,{type:"submit",...i}),link:(e,i,r,o=".btn.alt")=>a("a"+o,{href:i,target:"_blank",rel:"noopener",...r},e),card:(e,...i)=>a("section.box",{id:e},...i),head:(e,i,r)=>a("div.row.spread",a("h3",{id:e,tabindex:-1},i),r&&a("p.tag",r)),empty:e=>a("p.empty",e),field:(e,i,r,o,...d)=>a("div.field",{id:"f-"+r.id},a("label",{for:r.id},e),a(i,{...r,"aria-invalid":o?"true":null,"aria-describedby":o?r.id+"-e":null},...d),n.wrong(r.id,o)),wrong:(e,i)=>i&&a("p.bad",{id:e+"-e"},i),option:(e,i,r)=>a("option",{id:"o"+e,value:e,selected:r&&""},i),choice:(e,i,r,o,d)=>a("label.choice",{id:`l-${i}-${r}`},a("input",{id:`i-${i}-${r}`,type:e,name:i,value:`${r}`,checked:d&&""}),a("span",o)),meter:(e,i,r)=>a("div.meter",{role:"progressbar","aria-label":i,"aria-valuenow":e,"aria-valuetext":r},a("i",{width:e+"%"})),copyable:(e,i,r)=>a("div.field",{id:"f-"+e},a("label",{for:e},i),a("div.row.tight",a("input",{id:e,readonly:"",value:r,size:1,dir:"ltr"}),f(s("copyThis"),()=>k(e),{"aria-label":`${s("copyThis")}: ${i}`}))),share:(e,i,r)=>a("div.row.wide",{id:e},navigator.share&&f(s("share"),()=>navigator.share({text:i,url:r}).catch(()=>{}),{id:e+"-s"}),n.link("LINE","https://line.me/R/share?text="+encodeURIComponent(`${i} ${r}`),{id:e+"-l","aria-label":s("shareTo",{s:"LINE"})}),n.link("Facebook","https://www.facebook.com/sharer/sharer.php?u="+encodeURIComponent(r),{id:e+"-f","aria-label":s("shareTo",{s:"Facebook"})})),tell:(e,i)=>t.tell(s(e,i)),to(e){t.show(),t.focus(e)},once:(e,i)=>t.once(e,r=>{i?.(r)||t.tell(n.reason(r))}),reason:({status:e,details:i})=>n.pick(i?.text)||s(e===401?"signedOut":n.final({status:e})?"refused":"unheard"),final:({status:e})=>e>=400&&e<500&&!/401|408|42[59]/.test(e),get:e=>c.call(e),open:e=>c.call(`${e}?${u()}`,{anyone:!0}),post:(e,i)=>c.call(e,{body:i}),async send(e,i,r){let o=t.slot(`${c.sub}:${r}`),d=t.keep(o)||t.uuid();t.keep(o,d);try{let p=await c.call(e,{key:d,body:i});return t.keep(o,null),p}catch(p){throw n.final(p)&&t.keep(o,null),p}},address:e=>y()+e+(e.includes("?")?"&":"?")+u()};async function k(e){let i=t.find(e);try{await navigator.clipboard.writeText(i.value),n.tell("copiedThis")}catch{i.focus(),i.setSelectionRange(0,999),n.tell("selectedThis")}}return n}export{I as bits};
