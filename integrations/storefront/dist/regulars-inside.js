var g={en:{cancel:"Cancel",refused:"That did not work. Please try again later."},"zh-Hant":{cancel:"取消",refused:"操作未成功，請稍後再試。"},"zh-Hans":{cancel:"取消",refused:"操作未成功，请稍后再试。"},ja:{cancel:"キャンセル",refused:"うまくいきませんでした。後でもう一度お試しください。"}};var m=`
[id^=room-]{gap:20px}
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
`;var v;function Y(o,{name:k,data:z},j){let{h:d,s:t,words:f,show:c,refresh:E}=o;v!==o.root&&o.style(m),v=o.root;let b=(e,n,r=f)=>()=>{let{lang:s,texts:y,own:p}=r(),i={...n[s]};for(let u in i)i[u]=p[`${e}.${u}`]??i[u];let H=r===f?{...y,...g[s],...p}:y;return Object.assign(o.speak(r(),{...H,...i}),{own:p})},a=b(k,j),x=e=>a().say(e),h=(e,n)=>c({said:a().say(e,n)}),l=(e,n,r,s=".btn")=>d("button"+s,{onclick:n,...r},e),w=(e,n,r)=>l(e,n,r,".btn.alt");return{...o,data:z,w:a,within:b,tell:h,async once(e,n=()=>h("refused")){t.busy||(t.turn++,c({busy:!0,said:""}),await e().catch(n),c({busy:!1}),E())},parts:{button:l,quiet:w,soft:e=>e&&d("p.soft",e),choice:(e,n,r=()=>o.back())=>d("div.row.wide",l(t.busy?x("wait"):e,n,{"aria-disabled":`${t.busy}`}),!t.busy&&w(x("cancel"),r)),rewardName:({reward_id:e})=>a().name(t.program.rewards.find(n=>n.id===e)||{name:e})}}}export{Y as inside};
