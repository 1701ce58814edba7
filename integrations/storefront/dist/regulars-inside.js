var m={en:{cancel:"Cancel",refused:"That did not work. Please try again later."},"zh-Hant":{cancel:"取消",refused:"操作未成功，請稍後再試。"},"zh-Hans":{cancel:"取消",refused:"操作未成功，请稍后再试。"},ja:{cancel:"キャンセル",refused:"うまくいきませんでした。後でもう一度お試しください。"}};var g=`
[id^=room-]{gap:20px}
.ticket{padding:16px;border-radius:var(--r);border:1px dashed var(--soft)}
.ticket .btn{flex:1 0 auto}
.ticket .row:has(.alt) input{flex-basis:100%}
[id^=room]{gap:16px}
.list .end{flex:none;text-align:end}
.spread{justify-content:space-between}
label{font-weight:600}
input,select,textarea{flex:1;width:100%;min-width:0;min-height:44px;padding:10px 12px;border:1px solid var(--line);border-radius:calc(var(--r)*.75);background:var(--card);font-size:16px}
[readonly]{flex:1 0 auto;width:auto;max-width:100%;border:0;font:600 16px ui-monospace,Menlo,Consolas,monospace}
:is(input,select,textarea)[aria-invalid=true]{border-color:#c0392b}
[type=checkbox],[type=radio]{flex:none;width:22px;min-height:22px;accent-color:var(--c)}
[type=range]{padding:0;border:0;background:none;accent-color:var(--c)}
.link{color:var(--soft);font-size:13px;text-decoration:underline}
`;var k;function Y(o,{name:v,data:z},j){let{h:d,s:r,words:f,show:c,refresh:E}=o;k!==o.root&&o.style(g),k=o.root;let b=(e,t,n=f)=>()=>{let{lang:i,texts:y,own:p}=n(),s={...t[i]};for(let u in s)s[u]=p[`${e}.${u}`]??s[u];let H=n===f?{...y,...m[i],...p}:y;return Object.assign(o.speak(n(),{...H,...s}),{own:p})},a=b(v,j),x=e=>a().say(e),h=(e,t)=>c({said:a().say(e,t)}),l=(e,t,n,i=".btn")=>d("button"+i,{onclick:t,...n},e),w=(e,t,n)=>l(e,t,n,".btn.alt");return{...o,data:z,w:a,within:b,tell:h,async once(e,t=()=>h("refused")){r.busy||(r.turn++,c({busy:!0,said:""}),await e().catch(t),c({busy:!1}),E())},parts:{button:l,quiet:w,soft:e=>e&&d("p.soft",e),choice:(e,t,n=()=>o.back())=>d("div.row.wide",l(r.busy?x("wait"):e,t,{"aria-disabled":`${r.busy}`}),!r.busy&&w(x("cancel"),n)),rewardName:({reward_id:e})=>a().name(r.program.rewards.find(t=>t.id===e)||{name:e})}}}export{Y as inside};
