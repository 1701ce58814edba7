var g={en:{cancel:"Cancel",refused:"That did not work. Please try again later."},"zh-Hant":{cancel:"取消",refused:"操作未成功，請稍後再試。"},"zh-Hans":{cancel:"取消",refused:"操作未成功，请稍后再试。"},ja:{cancel:"キャンセル",refused:"うまくいきませんでした。後でもう一度お試しください。"}};var m=`
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
`;var v;function Y(t,{name:k,data:z},j){let{h:c,s:o,words:f,show:d,refresh:E}=t;v!==t.root&&t.style(m),v=t.root;let b=(e,n,r=f)=>()=>{let{lang:s,texts:y,own:p}=r(),i={...n[s]};for(let u in i)i[u]=p[`${e}.${u}`]??i[u];let H=r===f?{...y,...g[s],...p}:y;return Object.assign(t.speak(r(),{...H,...i}),{own:p})},a=b(k,j),x=e=>a().say(e),h=(e,n)=>d({said:a().say(e,n)}),l=(e,n,r,s=".btn")=>c("button"+s,{onclick:n,...r},e),w=(e,n,r)=>l(e,n,r,".btn.alt");return{...t,data:z,w:a,within:b,tell:h,async once(e,n=()=>h("refused")){o.busy||(o.turn++,d({busy:!0,said:""}),await e().catch(n),d({busy:!1}),E())},parts:{button:l,quiet:w,soft:e=>e&&c("p.soft",e),choice:(e,n,r=()=>t.back())=>c("div.row.wide",l(o.busy?x("wait"):e,n,{"aria-disabled":`${o.busy}`}),!o.busy&&w(x("cancel"),r)),rewardName:({reward_id:e})=>a().name(o.program.rewards.find(n=>n.id===e)||{name:e})}}}export{Y as inside};
