var u={en:{cancel:"Cancel",refused:"That did not work. Please try again later."},"zh-Hant":{cancel:"取消",refused:"操作未成功，請稍後再試。"},"zh-Hans":{cancel:"取消",refused:"操作未成功，请稍后再试。"},ja:{cancel:"キャンセル",refused:"うまくいきませんでした。後でもう一度お試しください。"}};var f=`
.ticket{padding:16px;border-radius:var(--r);border:1px dashed var(--soft)}
.list .end{flex:none;text-align:end}
.spread{justify-content:space-between}
label{font-weight:600}
input,select,textarea{flex:1;width:100%;min-width:0;min-height:44px;padding:10px 12px;border:1px solid var(--line);border-radius:calc(var(--r)*.75);background:var(--card);font-size:16px}
[readonly]{border:0;font:600 16px ui-monospace,Menlo,Consolas,monospace}
:is(input,select,textarea)[aria-invalid=true]{border-color:#c0392b}
[type=checkbox],[type=radio]{flex:none;width:22px;min-height:22px;accent-color:var(--c)}
[type=range]{padding:0;border:0;background:none;accent-color:var(--c)}
.link{color:var(--soft);font-size:13px;text-decoration:underline}
`;var b;function S(o,{name:x,data:w},h){let{h:s,s:t,words:y,show:i,refresh:g}=o;b!==o.root&&o.style(f),b=o.root;function a(){let e=y(),n={...h[e.lang]};for(let r in n)n[r]=e.own[`${x}.${r}`]??n[r];return o.speak(e,{...e.texts,...u[e.lang],...e.own,...n})}let c=e=>a().say(e),l=(e,n)=>i({said:a().say(e,n)}),d=(e,n,r,m=".btn")=>s("button"+m,{onclick:n,...r},e),p=(e,n,r)=>d(e,n,r,".btn.alt");return{...o,data:w,w:a,tell:l,async once(e,n=()=>l("refused")){t.busy||(t.turn++,i({busy:!0,said:""}),await e().catch(n),i({busy:!1}),g())},parts:{button:d,quiet:p,soft:e=>e&&s("p.soft",e),choice:(e,n,r=()=>o.back())=>s("div.row.wide",d(t.busy?c("wait"):e,n,{"aria-disabled":`${t.busy}`}),!t.busy&&p(c("cancel"),r)),rewardName:({reward_id:e})=>a().name(t.program.rewards.find(n=>n.id===e)||{name:e})}}}export{S as inside};
