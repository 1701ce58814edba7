var T=a=>a.status==="issued"&&a.code,j=[{name:"codes",up:1,on:a=>a.member,tag:a=>a.codes.filter(T).length},{name:"earn",on:()=>1,tag:a=>a.program.campaigns?.length},{name:"refer",on:a=>a.member&&a.program.referral},{name:"draws",on:a=>a.program.has?.includes("draws")},{name:"history",on:a=>a.member},{name:"more",on:()=>1},{name:"claim",on:a=>a.member?.claimable&&!a.claimed}];function L(a,s){let{h:i,s:d}=a,{say:n,points:p}=s,l=d.room,u=e=>e&&i("p.soft",e),k=(e,t,o,r=".btn")=>i("button"+r,{onclick:t,...o},e),w=(e,t)=>k(e,t,{},".btn.alt");function y({balance:e,tier:t,progress:o}={}){let r=o?.next,c=o?.keep_until,m=r&&Math.max(0,o.percent);return i("section.hero",t&&i("p.chip",s.name(t)),i("p.big"+(e?"":".old"),s.number(e?e.available:d.last)),i("p",n("available")),!e&&u(n("old")),r&&i("div.bar",{role:"progressbar","aria-label":s.name(r),"aria-valuenow":m},i("i",{width:m+"%"})),o&&i("p.b",r?s.pick(o.text):n("top")),c&&u(n("keep",{t:s.name(t),d:s.date(c)})))}function z({balance:e,expiring:t=[]}){let o=[...["pending","debt"].filter(r=>e[r]>0).map(r=>n(r,{p:p(e[r])})),...t.map(r=>n("ends",{p:p(r.points),d:s.date(r.on)}))];return o[0]&&i("section",{id:"notes"},o.map(u))}function x(e){let t=Object.fromEntries((e?.rewards||[]).map(o=>[o.id,o]));return i("section",{id:"rewards"},i("h3",n("rewards")),i("ul.list",d.program.rewards.map(o=>{let r="r-"+o.id,c=e?o.points-e.balance.available:0,{reason:m}=t[o.id]||o,v=m&&m.code!=="insufficient_points",O=s.name(o),E=c>0?n("missing",{p:p(c)}):n("redeem");return i("li",{id:"l-"+r},i("div",i("p.b",O),u(o.kind==="amount"?n("from",{p:p(o.points)}):p(o.points)),v&&u(s.pick(m.text)),+o.donated&&u(n("donated",{m:s.amount(d.program.currency,o.donated)}))),e&&!v&&k(E,()=>a.go("redeem",{reward:o},r),{id:r,disabled:c>0?"":null,"aria-label":E+" "+O}))})))}function f(e){let t=j.filter(o=>o.on(d)&&!!(o.up&&o.tag(d))===e);return t[0]&&i("ul.list.rooms"+(e?".box":""),{id:e?"up":"rooms"},t.map(({name:o,tag:r})=>{let c="to-"+o,m=r?.(d),v=[n(o),m&&i("span.tag",s.number(m))];return i("li",{id:"l-"+o},k(v,()=>a.go(o,{},c),{id:c},".to"))}))}function g(e){let t=d.program.rewards.find(a.begun);return[t&&i("section.box",{id:"cut"},i("p",n("cut",{r:s.name(t)})),w(n("retry"),()=>a.go("redeem",{reward:t},"r-"+t.id))),y(e),z(e),f(!0),x(e),f(!1)]}function h(){let e=(o,r)=>{let c=a.attr(o+"-url");return c&&i("a.btn"+r,{id:o,href:c},n(o))},t=d.guest&&d.guest.points+d.guest.pending;return[i("section.hero",i("p.lead",n("invite")),t>0&&i("p.b",{id:"guest"},n("guest",{p:p(t)})),i("p",n("inviteText")),i("div.row.wide",e("join",""),e("sign-in",".alt"))),x(),f(!1)]}function b(){let e=!navigator.onLine,t=()=>i("section.box",{id:"dead"},i("p",{role:"alert"},n(e?"offline":"dead")),w(n("retry"),a.retry)),o=i("p.box.sk",n("wait"));return l&&!l.is?l.failed?t():o:[(d.failed||e)&&t(),l?i("section",{id:"room-"+l.name},l.is.view()):d.program&&d.member!==void 0?d.member?g(d.member):h():[d.last&&d.member!==null&&y(),!d.failed&&o]]}return i("dialog.panel.pin",{id:"panel",part:"panel","aria-labelledby":"title",onclose:a.closed,onclick(e){e.target===e.currentTarget&&a.close()}},d.open&&[i("div.head",l&&k("‹",()=>a.back(),{id:"back","aria-label":n("back")},""),i("h2",{id:"title",tabindex:-1},l?.is?l.is.title():n(l?l.data.title||l.name:"title")),k("×",a.close,{"aria-label":n("close")},"")),i("div",{id:"main"},b())],i("p",{role:"status"},d.said))}var S=`
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
#main,section{display:flex;flex-direction:column;gap:24px}
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
.box{padding:16px;border-radius:var(--r);background:var(--card)}
li{overflow-wrap:anywhere}
.list li{display:flex;align-items:center;gap:12px;min-height:64px;padding-block:8px;border-block-end:1px solid var(--line)}
.list li:last-child{border:0}
.list div{flex:1}
.btn{display:flex;align-items:center;justify-content:center;padding:8px 18px;border:1px solid var(--c);border-radius:calc(var(--r)*1.4);background:var(--c);color:var(--on);font-size:14px;font-weight:600;line-height:1.2;text-decoration:none}
.alt,:disabled{background:none;border-color:var(--line);color:var(--ink)}
:disabled{padding:0;border:0;color:var(--soft);font-weight:400;cursor:default}
.row{display:flex;flex-wrap:wrap;gap:8px;align-items:center}
.wide>*{flex:1}
.rooms.box{padding-block:0}
.hero .row{margin-block-start:14px}
.rooms li{padding:0;min-height:0}
.to{flex:1;display:flex;align-items:center;gap:8px;min-height:52px;font-weight:650}
.to:after{content:"›"/"";margin-inline-start:auto;color:var(--soft);font-size:20px}
.tag{padding:2px 10px;border-radius:var(--r);background:var(--line);font-size:13px;font-weight:650}
.sk{height:150px}
dialog [role=status]:not(:empty){padding:12px;margin:0 12px 12px;border-radius:var(--r);background:var(--ink);color:var(--bg);font-size:14px;text-align:center}
@media (max-width:519px){.panel.pin{inset:auto 0 0!important;width:100%;height:calc(100dvh - 12px);border-end-end-radius:0;border-end-start-radius:0}#main{padding-block-end:calc(16px + env(safe-area-inset-bottom))}}
`;function $(a){let{root:s,attr:i,find:d,s:n,api:p,keep:l,slot:u,words:k,load:w,set:y,seen:z}=a;Object.assign(n,{failed:!1,busy:!1,codes:[],guest:void 0,room:void 0,said:""});let x;a.style(S);let f=e=>(d(e)||d("title")).focus();function g(e){let t=s.activeElement;y(e),t&&!s.activeElement&&n.open&&f()}async function h(){let e=++n.turn,t={failed:!1},o;try{let r="program?store="+encodeURIComponent(i("store"));[o,t.program]=await Promise.all([p.member(),n.program||p.call(r,{anyone:!0})]),o?t.codes=(await p.call("redemptions")).redemptions:p.guest&&(t.guest=await p.call("guest"))}catch{o=void 0,t.failed=!0}if(e===n.turn){o===null&&n.member&&Object.assign(t,{room:void 0,codes:[]}),Object.assign(n,t),o!==void 0&&z(o);try{await n.room?.is?.load?.()}catch{n.failed=!0}g()}}let b={...a,show:g,refresh:h,focus:f,async go(e,t={},o){let r={name:e,data:t,from:o};g({room:r,said:"",failed:!1}),d("main").scrollTop=0,f("title");try{let[{inside:c},m]=await Promise.all([w("inside"),w("room-"+e)]),v=await m.room(c(b,r,m.WORDS));await v.load?.(),r.is=v}catch{r.failed=!0}n.room===r&&g()},back(e=n.room.from){let{name:t,data:{up:o}}=n.room;g({room:void 0,said:""}),o?b.go(o,{},e).then(()=>f("to-"+t)):f(e)},close:()=>n.open&&d("panel").close(),closed(){y({open:!1}),(x!==document.body&&x?.isConnected?x:d("launcher")).focus()},retry(){g({failed:!1}),n.room&&b.go(n.room.name,n.room.data,n.room.from),h()},begun:e=>l(u(`${p.sub}:${e.id}`))};return addEventListener("online",()=>n.open&&h()),addEventListener("offline",()=>n.open&&g()),{refresh:h,close:b.close,view:e=>L(b,e),open(e){x=e,y({open:!0,room:void 0,said:"",failed:!1}),d("panel").showModal(),f(),h()},stop(){b.close(),n.turn++}}}export{$ as panel};
