var p={en:{cancel:"Cancel",refused:"That did not work. Please try again later."},"zh-Hant":{cancel:"取消",refused:"操作未成功，請稍後再試。"},"zh-Hans":{cancel:"取消",refused:"操作未成功，请稍后再试。"},ja:{cancel:"キャンセル",refused:"うまくいきませんでした。後でもう一度お試しください。"}};var f=`
.ticket{padding:16px;border-radius:var(--r);border:1px dashed var(--soft)}
.ticket .btn{flex:1 0 auto}
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
`;var b;function S(t,{name:x,data:w},h){let{h:s,s:o,words:y,show:i,refresh:m}=t;b!==t.root&&t.style(f),b=t.root;function a(){let e=y(),n={...h[e.lang]};for(let r in n)n[r]=e.own[`${x}.${r}`]??n[r];return t.speak(e,{...e.texts,...p[e.lang],...e.own,...n})}let c=e=>a().say(e),l=(e,n)=>i({said:a().say(e,n)}),d=(e,n,r,g=".btn")=>s("button"+g,{onclick:n,...r},e),u=(e,n,r)=>d(e,n,r,".btn.alt");return{...t,data:w,w:a,tell:l,async once(e,n=()=>l("refused")){o.busy||(o.turn++,i({busy:!0,said:""}),await e().catch(n),i({busy:!1}),m())},parts:{button:d,quiet:u,soft:e=>e&&s("p.soft",e),choice:(e,n,r=()=>t.back())=>s("div.row.wide",d(o.busy?c("wait"):e,n,{"aria-disabled":`${o.busy}`}),!o.busy&&u(c("cancel"),r)),rewardName:({reward_id:e})=>a().name(o.program.rewards.find(n=>n.id===e)||{name:e})}}}export{S as inside};
