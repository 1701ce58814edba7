var C=i=>i.status==="issued"&&i.code,T=[{name:"codes",on:i=>i.member,tag:i=>i.codes.filter(C).length},{name:"earn",on:()=>1,tag:i=>i.program.campaigns?.length},{name:"history",on:i=>i.member},{name:"more",on:()=>1},{name:"claim",on:i=>i.member?.claimable&&!i.claimed}];function S(i,c){let{h:n,s:r,parts:d}=i,{say:a,points:l}=c,{soft:p,button:g,quiet:k}=d,u=r.room;function E({balance:e,tier:t,progress:o}={}){let s=o?.next,m=o?.keep_until,x=s&&Math.max(0,o.percent);return n("section.hero",t&&n("p.chip",c.name(t)),n("p.big"+(e?"":".old"),c.number(e?e.available:r.last)),n("p",a("available")),!e&&p(a("old")),s&&n("div.bar",{role:"progressbar","aria-label":c.name(s),"aria-valuenow":x},n("i",{width:x+"%"})),o&&n("p.b",s?c.pick(o.text):a("top")),m&&p(a("keep",{t:c.name(t),d:c.date(m)})))}function w({balance:e,expiring:t=[]}){let o=[...["pending","debt"].filter(s=>e[s]>0).map(s=>a(s,{p:l(e[s])})),...t.map(s=>a("ends",{p:l(s.points),d:c.date(s.on)}))];return o[0]&&n("section",{id:"notes"},o.map(p))}function h(e){let t=Object.fromEntries((e?.rewards||[]).map(o=>[o.id,o]));return n("section",{id:"rewards"},n("h3",a("rewards")),n("ul.list",r.program.rewards.map(o=>{let s="r-"+o.id,m=e?o.points-e.balance.available:0,{reason:x}=t[o.id]||o,y=x&&x.code!=="insufficient_points",z=c.name(o),O=m>0?a("missing",{p:l(m)}):a("redeem");return n("li",{id:"l-"+s},n("div",n("p.b",z),p(o.kind==="amount"?a("from",{p:l(o.points)}):l(o.points)),y&&p(c.pick(x.text)),+o.donated&&p(a("donated",{m:c.amount(r.program.currency,o.donated)}))),e&&!y&&g(O,()=>i.go("redeem",{reward:o},s),{id:s,disabled:m>0?"":null,"aria-label":O+" "+z}))})))}let f=()=>n("ul.list.rooms",{id:"rooms"},T.filter(e=>e.on(r)).map(({name:e,tag:t})=>{let o="to-"+e,s=t?.(r);return n("li",{id:"l-"+e},g([a(e),s&&n("span.tag",c.number(s))],()=>i.go(e,{},o),{id:o},".to"))}));function j(e){let t=r.program.rewards.find(i.begun);return[t&&n("section.box",{id:"cut"},n("p",a("cut",{r:c.name(t)})),k(a("retry"),()=>i.go("redeem",{reward:t},"r-"+t.id))),E(e),w(e),h(e),f()]}function v(){let e=(o,s)=>{let m=i.attr(o+"-url");return m&&n("a.btn"+s,{id:o,href:m},a(o))},t=r.guest&&r.guest.points+r.guest.pending;return[n("section.hero",n("p.lead",a("invite")),t>0&&n("p.b",{id:"guest"},a("guest",{p:l(t)})),n("p",a("inviteText")),n("div.row.wide",e("join",""),e("sign-in",".alt"))),h(),f()]}function b(){let e=!navigator.onLine,t=()=>n("section.box",{id:"dead"},n("p",{role:"alert"},a(e?"offline":"dead")),k(a("retry"),i.retry)),o=n("p.box.sk",a("wait"));return u&&!u.is?u.failed?t():o:[(r.failed||e)&&t(),u?n("section",{id:"room-"+u.name},u.is.view()):r.program&&r.member!==void 0?r.member?j(r.member):v():[r.last&&r.member!==null&&E(),!r.failed&&o]]}return n("dialog.panel.pin",{id:"panel",part:"panel","aria-labelledby":"title",onclose:i.closed,onkeydown:i.key,onclick(e){e.target===e.currentTarget&&i.close()}},r.open&&[n("div.head",u&&g("‹",()=>i.back(),{id:"back","aria-label":a("back")},""),n("h2",{id:"title",tabindex:-1},u?.is?u.is.title():a(u?u.data.title||u.name:"title")),g("×",i.close,{"aria-label":a("close")},"")),n("div",{id:"main"},b())],n("p",{role:"status"},r.said))}function L(i){let{h:c,s:n}=i,r=l=>i.words().say(l),d=(l,p,g,k=".btn")=>c("button"+k,{onclick:p,...g},l),a=(l,p,g)=>d(l,p,g,".btn.alt");return{button:d,quiet:a,soft:l=>l&&c("p.soft",l),choice:(l,p,g=()=>i.back())=>c("div.row.wide",d(n.busy?r("wait"):l,p,{"aria-disabled":`${n.busy}`}),!n.busy&&a(r("cancel"),g)),rewardName:({reward_id:l})=>i.words().name(n.program.rewards.find(p=>p.id===l)||{name:l})}}var M=`
a{min-height:44px}
dialog{width:380px;max-width:none;height:min(720px,100dvh - 32px);max-height:none;border-radius:calc(var(--r)*1.4);overflow:hidden;background:var(--bg);color:var(--ink);font-size:15px;line-height:1.5;box-shadow:0 0 0 1px var(--line),0 24px 64px #00000040}
dialog[open]{display:flex;flex-direction:column}
::backdrop{background:#14120f59}
@keyframes up{0%{opacity:0;transform:translateY(24px)}}
@media (prefers-reduced-motion:no-preference){dialog{animation:up .28s cubic-bezier(.2,.8,.2,1)}}
.head{display:flex;align-items:center;padding-block:8px 4px;padding-inline:8px}
.head button,.x{color:var(--soft);font-size:26px;line-height:1}
h2{flex:1;padding-inline:12px;font-size:17px;line-height:1.35}
#back+h2{padding-inline:0}
h2,h3,.b{font-weight:650}
.lead{font-size:19px;font-weight:650;line-height:1.35}
#main{flex:1;overflow-y:auto;overscroll-behavior:contain;padding:4px 16px 16px}
#main,section{display:flex;flex-direction:column;gap:20px}
section{gap:10px}
#notes{gap:4px;padding-inline:4px}
.hero{flex:none;gap:2px;padding:20px;border-radius:var(--r);background:radial-gradient(circle at 96% 4%,#0000 58px,var(--shade) 59px 84px,#0000 85px)var(--c);color:var(--on)}
.chip{align-self:start;padding:3px 12px;margin-block-end:8px;border-radius:var(--r);background:var(--shade);font-size:13px}
.big{font-size:44px;font-weight:650;line-height:1.15}
.bar,.bar i{height:6px;margin-block:14px 8px;border-radius:var(--r);background:var(--shade)}
.bar i{display:block;min-width:6px;margin:0;background:var(--on)}
.soft{font-size:13px;color:var(--soft)}
.hero .soft{color:inherit}
.hero .btn{background:var(--on);border-color:var(--on);color:var(--c)}
.hero .alt{background:none;color:var(--on)}
.box,.ticket{padding:16px;border-radius:var(--r);background:var(--card)}
.ticket{background:none;border:1px dashed var(--soft)}
li{overflow-wrap:anywhere}
.list li{display:flex;align-items:center;gap:12px;min-height:64px;padding-block:8px;border-block-end:1px solid var(--line)}
.list li:last-child{border:0}
.list div{flex:1}
.list .end{flex:none;text-align:end}
.btn{display:flex;align-items:center;justify-content:center;padding:8px 18px;border:1px solid var(--c);border-radius:calc(var(--r)*1.4);background:var(--c);color:var(--on);font-size:14px;font-weight:600;line-height:1.2;text-decoration:none}
.alt,:disabled{background:none;border-color:var(--line);color:var(--ink)}
:disabled{padding:0;border:0;color:var(--soft);font-weight:400;cursor:default}
.row{display:flex;flex-wrap:wrap;gap:8px;align-items:center}
.wide>*{flex:1}
.spread{justify-content:space-between}
input{flex:1;min-width:0;height:44px;padding-inline:12px;border-radius:var(--r);background:var(--card);font:600 16px ui-monospace,Menlo,Consolas,monospace}
.link{color:var(--soft);font-size:13px;text-decoration:underline}
.rooms{border-block-start:1px solid var(--line)}
.rooms li{padding:0;min-height:0}
.to{flex:1;display:flex;align-items:center;gap:8px;min-height:52px;font-weight:650}
.to:after{content:"›"/"";margin-inline-start:auto;color:var(--soft);font-size:20px}
.tag{padding:2px 10px;border-radius:var(--r);background:var(--card);font-size:13px;font-weight:650}
.sk{height:150px}
dialog [role=status]:not(:empty){padding:12px;margin:0 12px 12px;border-radius:var(--r);background:var(--ink);color:var(--bg);font-size:14px;text-align:center}
@media (max-width:519px){.panel.pin{inset:auto 0 0!important;width:100%;height:calc(100dvh - 12px);border-end-end-radius:0;border-end-start-radius:0}#main{padding-block-end:calc(16px + env(safe-area-inset-bottom))}}
`;function P(i){let{root:c,attr:n,find:r,s:d,api:a,keep:l,slot:p,words:g,load:k,set:u,seen:E}=i;Object.assign(d,{failed:!1,busy:!1,codes:[],guest:void 0,room:void 0,said:""});let w;i.style(M);let h=e=>(r(e)||r("title")).focus();function f(e){let t=c.activeElement;u(e),t&&!c.activeElement&&d.open&&h()}let j=(e,t)=>f({said:g().say(e,t)});async function v(){let e=++d.turn,t={failed:!1},o;try{let s="program?store="+encodeURIComponent(n("store"));[o,t.program]=await Promise.all([a.member(),d.program||a.call(s,{anyone:!0})]),o?t.codes=(await a.call("redemptions")).redemptions:a.guest&&(t.guest=await a.call("guest"))}catch{o=void 0,t.failed=!0}if(e===d.turn){o===null&&d.member&&Object.assign(t,{room:void 0,codes:[]}),Object.assign(d,t),o!==void 0&&E(o);try{await d.room?.is?.load?.()}catch{d.failed=!0}f()}}let b={...i,show:f,tell:j,refresh:v,focus:h,async once(e,t=()=>j("refused")){d.busy||(d.turn++,f({busy:!0,said:""}),await e().catch(t),f({busy:!1}),v())},async go(e,t={},o){let s={name:e,data:t,from:o};f({room:s,said:"",failed:!1}),r("main").scrollTop=0,h("title");try{let{room:m,WORDS:x}=await k("room-"+e),y=()=>g().within(e,x),O=await m({...b,data:t,w:y,tell:(R,q)=>f({said:y().say(R,q)})});await O.load?.(),s.is=O}catch{s.failed=!0}d.room===s&&f()},back(e=d.room.from){let{name:t,data:{up:o}}=d.room;f({room:void 0,said:""}),o?b.go(o,{},e).then(()=>h("to-"+t)):h(e)},close:()=>d.open&&r("panel").close(),closed(){u({open:!1}),(w!==document.body&&w?.isConnected?w:r("launcher")).focus()},retry(){f({failed:!1}),d.room&&b.go(d.room.name,d.room.data,d.room.from),v()},begun:e=>l(p(`${a.sub}:${e.id}`)),key(e){let{key:t,shiftKey:o,currentTarget:s}=e,m=[...s.querySelectorAll("button:enabled,a,input,select,textarea,summary")].filter(z=>z.matches("summary")||!z.closest("details:not([open])")),x=o?0:m.length-1,y=c.activeElement;t==="Tab"&&(y===m[x]||o&&y?.id==="title")&&(e.preventDefault(),m.at(o?-1:0).focus())}};return b.parts=L(b),addEventListener("online",()=>d.open&&v()),addEventListener("offline",()=>d.open&&f()),{refresh:v,close:b.close,view:e=>S(b,e),open(e){w=e,u({open:!0,room:void 0,said:"",failed:!1}),r("panel").showModal(),h(),v()},stop(){b.close(),d.turn++}}}export{P as panel};
