import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{repositoryPath}from"./chunk-YJZ45VUC.js";import{condition,count,isAddress,sentence,unread,visible}from"./chunk-F6WCIIMZ.js";import{CONFIDENCES,SEVERITIES,breaksGate}from"./chunk-WS7CQ2NB.js";var LIMIT=9e5,OUTCOMES={rejected:"AWS rejects it","task-fails":"tasks fail",hangs:"the deployment hangs","silently-broken":"silently broken"},markdownSummary=(result,context)=>markdown(result,context,{});function markdown(result,context,options){let{findings}=result,badness=finding=>(breaksGate(finding,context.failOn)?0:100)+SEVERITIES.indexOf(finding.severity)*10+CONFIDENCES.indexOf(finding.confidence),sorted=[...findings].sort((a,b)=>badness(a)-badness(b)),breaking=sorted.filter(finding=>breaksGate(finding,context.failOn)),advice=sorted.filter(finding=>!breaksGate(finding,context.failOn)),page={result,context,options,ids:new Map(result.rules.map(rule2=>[rule2.id,rule2.page]))},head=[`### Plimsoll: ${verdict(result,breaking.length,advice.length)}`,...since(result)],tail=[...problems(page),closing(page)],room=(options.limit??LIMIT)-[...head,...tail].join(`

`).length-400,{blocks,left}=fitting([...breaking.map(finding=>block(page,finding)),...table(page,advice)],room),cut=left>0?[`**${count(left,"more finding")} did not fit here**; the log has them all.`]:[];return`${[...head,...blocks,...cut,...tail].join(`

`)}
`}function verdict({incomplete},breaking,advice){if(breaking>0)return`${breaking} ${breaking===1?"finding breaks":"findings break"} the gate${advice>0?`, ${advice} ${advice===1?"advises":"advise"}`:""}`;let rest=advice>0?`nothing breaks the gate, ${advice} ${advice===1?"advises":"advise"}`:"all clear";return incomplete?`${rest}, but not everything could be read`:rest}function since({since:state,baseline}){let lines=[];if(state){let how=state.by==="lines"?" (by its changed lines)":"",fixed=state.gone.length>0?` It fixes ${state.gone.length}.`:"";lines.push(`Only what this change adds since ${code(state.base)}${how}${state.old.length>0?`; ${count(state.old.length,"older finding")} ${state.old.length===1?"is":"are"} left out`:""}.${fixed}`)}return baseline&&baseline.old.length>0&&lines.push(`${count(baseline.old.length,"finding")} of the baseline ${code(baseline.file)} ${baseline.old.length===1?"is":"are"} left out.`),lines}function block(page,finding){let{severity,confidence,outcome,message,fix,when}=finding,kind=[outcome&&OUTCOMES[outcome],severity,confidence].filter(Boolean).join(", "),lines=[`#### ${text(sentence(message))}`,`${where(page,finding.location)} \xB7 ${kind} \xB7 ${rule(page,finding.rule)}${when?`<br>This holds ${text(condition(when))}.`:""}`,`**Do this:** ${text(fix,"<br>")}`],details=[...finding.proof.map(([label,value])=>`| ${text(label)} | ${text(value)} |`),...finding.related.map(one=>`| ${where(page,one.location)} | ${text(one.message)} |`)];return details.length>0&&lines.push(`<details><summary>Why</summary>

| | |
|---|---|
${details.join(`
`)}

</details>`),lines.join(`

`)}function table(page,findings){return findings.length===0?[]:findings.map(finding=>`| ${finding.severity} | ${where(page,finding.location)} | ${text(sentence(finding.message))}${finding.when?` This holds ${text(condition(finding.when))}.`:""}<br>${text(finding.fix,"<br>")} | ${rule(page,finding.rule)} |`).map((row,index)=>index===0?`${OPEN_TABLE(findings.length)}
${row}`:row)}var OPEN_TABLE=number=>`<details><summary>${number===1?"1 finding advises":`${number} findings advise`}</summary>

| | where | what, and what to do | rule |
|---|---|---|---|`;function fitting(blocks,room){let kept=[],used=0,left=0,inTable=!1;for(let each of blocks){if(used+=each.length+2,used>room||left>0){left++;continue}each.startsWith("<details><summary>")&&(inTable=!0),inTable&&!each.startsWith("<details>")?kept.push(`${kept.pop()}
${each}`):kept.push(each)}return inTable&&kept.push(`${kept.pop()}

</details>`),{blocks:kept,left}}function problems({result,context}){let lines=[...result.errors.map(({rule:id,resource,message})=>`- **Plimsoll has a bug**: ${code(id)} on ${text(resource)}: ${text(message)}`),...result.notices.filter(({level})=>level==="error").map(({file,line,message})=>`- ${file===void 0?"":`${code([repositoryPath(file,context),line].filter(part=>part!==void 0).join(":"))}: `}${text(message)}`)],most=20;return lines.length===0?[]:[`**Not read or not checked**

${lines.slice(0,most).join(`
`)}${lines.length>most?`
- and ${lines.length-most} more`:""}`]}function closing({result}){return`<sub>${[count(result.files.length,"file"),`${unread(result)} unread`,...result.undecided.length>0?[`${result.undecided.length} undecided`]:[],...result.suppressed.length>0?[`${result.suppressed.length} suppressed`]:[]].join(" \xB7 ")} \xB7 Plimsoll ${text(result.version)}</sub>`}function where({context,options},{file,line}){if(isAddress(file))return code(file);let path=repositoryPath(file,context),shown=code(`${path}:${line}`);return options.files===void 0||path.startsWith("../")?shown:`[${shown}](${options.files}/${path.split("/").map(part=>encodeURIComponent(part.replaceAll(new RegExp("\\p{Cs}","gu"),"\uFFFD")).replaceAll(/[!'()*]/g,mark=>`%${mark.charCodeAt(0).toString(16).toUpperCase()}`)).join("/")}#L${line})`}function rule({ids,options},id){let page=ids.get(id)??"",address=/^https:\/\/[^\s()<>]+$/.test(page)?page:options.pages!==void 0&&page.startsWith("docs/")?`${options.pages}/${page}`:void 0;return address===void 0?code(id):`[${code(id)}](${address})`}var marker=key=>`<!-- plimsoll:${key.replaceAll(/[^\w./-]/g,"_")} -->`;function reviewComment(finding,context,options={}){let page={result:{rules:[]},context,options,ids:new Map},{location,message,fix,proof,rule:id,severity,when}=finding,suggested=suggestion(finding,context);return{body:[`**${text(sentence(message))}**${when?` This holds ${text(condition(when))}.`:""}`,...suggested?[`${suggested.fence}suggestion
${suggested.text}
${suggested.fence}`]:[`Do this: ${text(fix,"<br>")}`],...proof.length>0?[`<details><summary>Why</summary>

${proof.map(([label,value])=>`- ${text(label)}: ${text(value)}`).join(`
`)}

</details>`]:[],`<sub>${severity} \xB7 ${rule(page,id)}</sub>`,marker(finding.fingerprint)].join(`

`),from:suggested?.from??location.line,to:suggested?.to??location.endLine,suggests:suggested!==void 0}}function suggestion({edits,location},{sources}){if(!edits||edits.length===0||edits.some(({file})=>file!==location.file))return;let from=Math.min(...edits.map(edit=>edit.location.line)),to=Math.max(...edits.map(edit=>edit.location.endLine)),lines=Array.from({length:to-from+1},(_,index)=>sources.plain?.(location.file,from+index));if(to-from>20||lines.some(line=>line===void 0))return;let all=lines.join(`
`),offset=(line,column)=>lines.slice(0,line-from).reduce((sum,each)=>sum+each.length+1,0)+column-1;for(let edit of[...edits].reverse())all=all.slice(0,offset(edit.location.line,edit.location.column))+edit.text+all.slice(offset(edit.location.endLine,edit.location.endColumn));if(all!==visibleLines(all))return;let ticks=Math.max(2,...[...all.matchAll(/`+/g)].map(([run])=>run.length));return{text:all,from,to,fence:"`".repeat(ticks+1)}}var visibleLines=all=>all.split(`
`).map(line=>visible(line.replaceAll("	"," "))).join(`
`).length===all.length?all:"";function text(value,between=" "){return value.split(`
`).map(line=>visible(line).replaceAll("&","&amp;").replaceAll("<","&lt;").replaceAll(">","&gt;").replaceAll(/[\\`*_{}[\]|~$]/g,"\\$&").replaceAll(/^(\s*)([-+=#]|\d+[.)])(?=\s|$)/g,"$1\\$2").replaceAll(/:(?=\/\/)|[@#](?=\w)|www(?=\.)|GH(?=-\d)/gi,"$&<!-- -->")).join(between)}function code(value){let shown=visible(value).replaceAll("|","\\|"),ticks=Math.max(0,...[...shown.matchAll(/`+/g)].map(([run])=>run.length)),fence="`".repeat(ticks+1);return ticks>0?`${fence} ${shown} ${fence}`:`${fence}${shown}${fence}`}export{markdownSummary,markdown,marker,reviewComment};
