var T=t=>t.status==="issued"&&t.code,M=t=>!t.tiers&&!t.segments,j=[{name:"codes",up:1,on:t=>t.member,tag:t=>t.codes.filter(T).length},{name:"earn",on:()=>1,tag:t=>t.program.campaigns?.filter(M).length},{name:"refer",on:t=>t.member&&t.program.referral},{name:"draws",on:t=>t.program.has?.includes("draws")},{name:"history",on:t=>t.member},{name:"more",on:()=>1},{name:"claim",on:t=>t.member?.claimable&&!t.claimed}];function L(t,s){let{h:a,s:d}=t,{say:n,points:m}=s,p=d.room,u=e=>e&&a("p.soft",e),k=(e,i,o,r=".btn")=>a("button"+r,{onclick:i,...o},e),w=(e,i)=>k(e,i,{},".btn.alt");function y({balance:e,tier:i,progress:o}={}){let r=o?.next,l=o?.keep_until,c=r&&Math.max(0,o.percent);return a("section.hero",i&&a("p.chip",s.name(i)),a("p.big"+(e?"":".old"),s.number(e?e.available:d.last)),a("p",n("available")),!e&&u(n("old")),r&&a("div.bar",{role:"progressbar","aria-label":s.name(r),"aria-valuenow":c},a("i",{width:c+"%"})),o&&a("p.b",r?s.pick(o.text):n("top")),l&&u(n("keep",{t:s.name(i),d:s.date(l)})))}function z({balance:e,expiring:i=[]}){let o=[...["pending","debt"].filter(r=>e[r]>0).map(r=>n(r,{p:m(e[r])})),...i.map(r=>n("ends",{p:m(r.points),d:s.date(r.on)}))];return o[0]&&a("section",{id:"notes"},o.map(u))}function x(e){let i=Object.fromEntries((e?.rewards||[]).map(o=>[o.id,o]));return a("section",{id:"rewards"},a("h3",n("rewards")),a("ul.list",d.program.rewards.map(o=>{let r="r-"+o.id,l=e?o.points-e.balance.available:0,{reason:c}=i[o.id]||o,v=c&&c.code!=="insufficient_points",O=s.name(o),E=l>0?n("missing",{p:m(l)}):n("redeem");return a("li",{id:"l-"+r},a("div",a("p.b",O),u(o.kind==="amount"?n("from",{p:m(o.points)}):m(o.points)),v&&u(s.pick(c.text)),+o.donated&&u(n("donated",{m:s.amount(d.program.currency,o.donated)}))),e&&!v&&k(E,()=>t.go("redeem",{reward:o},r),{id:r,disabled:l>0?"":null,"aria-label":E+" "+O}))})))}function f(e){let i=j.filter(o=>o.on(d)&&!!(o.up&&o.tag(d))===e);return i[0]&&a("ul.list.rooms"+(e?".box":""),{id:e?"up":"rooms"},i.map(({name:o,tag:r})=>{let l="to-"+o,c=r?.(d),v=[n(o),c&&a("span.tag",s.number(c))];return a("li",{id:"l-"+o},k(v,()=>t.go(o,{},l),{id:l},".to"))}))}function g(e){let i=d.program.rewards.find(t.begun);return[i&&a("section.box",{id:"cut"},a("p",n("cut",{r:s.name(i)})),w(n("retry"),()=>t.go("redeem",{reward:i},"r-"+i.id))),y(e),z(e),f(!0),x(e),f(!1)]}function h(){let e=(o,r)=>{let l=t.attr(o+"-url");return l&&a("a.btn"+r,{id:o,href:l},n(o))},i=d.guest?.points+d.guest?.pending>0;return[a("section.hero",a("p.lead",n("invite")),a("p"+(i?".b":""),s.pick(i&&d.guest.text)||n("inviteText")),a("div.row.wide",e("join",""),e("sign-in",".alt"))),x(),f(!1)]}function b(){let e=!navigator.onLine,i=()=>a("section.box",{id:"dead"},a("p",{role:"alert"},n(e?"offline":"dead")),w(n("retry"),t.retry)),o=a("p.box.sk",n("wait"));return p&&!p.is?p.failed?i():o:[(d.failed||e)&&i(),p?a("section",{id:"room-"+p.name},p.is.view()):d.program&&d.member!==void 0?d.member?g(d.member):h():[d.last&&d.member!==null&&y(d.member),!d.failed&&o]]}return a("dialog.panel.pin",{id:"panel",part:"panel","aria-labelledby":"title",onclose:t.closed,onclick(e){e.target===e.currentTarget&&t.close()}},d.open&&[a("div.head",p&&k("‹",()=>t.back(),{id:"back","aria-label":n("back")},""),a("h2",{id:"title",tabindex:-1},p?.is?p.is.title():n(p?p.data.title||p.name:"title")),k("×",t.close,{"aria-label":n("close")},"")),a("div",{id:"main"},b())],a("p",{role:"status"},d.said))}var S=`
a{min-height:44px}
dialog{width:380px;max-width:none;height:min(720px,100dvh - 32px);max-height:none;border-radius:calc(var(--r)*1.4);overflow:hidden;background:var(--bg);color:var(--ink);font-size:15px;line-height:1.5;box-shadow:0 0 0 1px var(--line),0 24px 64px #00000040}
dialog[open]{display:flex;flex-direction:column}
::backdrop{background:#14120f59}
@keyframes up{0%{opacity:0;transform:translateY(24px)}}
@media (prefers-reduced-motion:no-preference){dialog{animation:up .28s cubic-bezier(.2,.8,.2,1)}}
.head{display:flex;align-items:center;padding-block:8px 4px;padding-inline:8px}
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
p,h2,h3,label{unicode-bidi:plaintext;text-align:match-parent}
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
`;function q(t){let{root:s,attr:a,find:d,s:n,api:m,keep:p,slot:u,words:k,load:w,set:y,seen:z}=t;Object.assign(n,{failed:!1,busy:!1,codes:[],guest:void 0,room:void 0,said:""});let x;t.style(S);let f=e=>(d(e)||d("title")).focus();function g(e){let i=s.activeElement;y(e),i&&!s.activeElement&&n.open&&f()}async function h(){let e=++n.turn,i={failed:!1},o;try{let r="program?store="+encodeURIComponent(a("store")),l=()=>m.call("redemptions"),c;[o,i.program,c]=await Promise.all([m.member(),n.program||m.call(r,{anyone:!0}),n.member&&l().catch(()=>{})]),o?i.codes=(c||await l()).redemptions:m.guest&&(i.guest=await m.call("guest").catch(()=>{}))}catch{o=void 0,i.failed=!0}if(e===n.turn){o===null&&n.member&&Object.assign(i,{room:void 0,codes:[]}),Object.assign(n,i),o!==void 0&&z(o);try{await n.room?.is?.load?.()}catch{n.failed=!0}g()}}let b={...t,show:g,refresh:h,focus:f,async go(e,i={},o){let r={name:e,data:i,from:o};g({room:r,said:"",failed:!1}),d("main").scrollTop=0,f("title");try{let[{inside:l},c]=await Promise.all([w("inside"),w("room-"+e)]),v=await c.room(l(b,r,c.WORDS));await v.load?.(),r.is=v}catch{r.failed=!0}n.room===r&&g()},back(e=n.room.from){let{name:i,data:{up:o}}=n.room;g({room:void 0,said:""}),o?b.go(o,{},e).then(()=>f("to-"+i)):f(e)},close:()=>n.open&&d("panel").close(),closed(){y({open:!1}),(x!==document.body&&x?.isConnected?x:d("launcher")).focus()},retry(){g({failed:!1}),n.room&&b.go(n.room.name,n.room.data,n.room.from),h()},begun:e=>p(u(`${m.sub}:${e.id}`))};return addEventListener("online",()=>n.open&&h()),addEventListener("offline",()=>n.open&&g()),{refresh:h,close:b.close,view:e=>L(b,e),open(e){x=e,y({open:!0,room:void 0,said:"",failed:!1}),d("panel").showModal(),f(),h()},stop(){b.close(),n.turn++}}}export{q as panel};
