"""How the page of a report looks: one style sheet for light and dark. Marks differ by shape, not by colour alone."""

STYLE = """
:root{--page:#fbfbfa;--card:#fff;--ink:#1c1d1f;--soft:#62666d;--rule:#e3e4e6;--line:#2f5d8c;--band:#2f5d8c22;--buy:#b3261e;
--sell:#1457b8;--good:#b3261e;--bad:#1457b8}
@media screen and (prefers-color-scheme:dark){
:root{--page:#141517;--card:#1c1e21;--ink:#e8e8ea;--soft:#9da2aa;--rule:#33363b;--line:#86b6e8;
--band:#86b6e82b;--buy:#ff8a80;--sell:#82b1ff;--good:#ff8a80;--bad:#82b1ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI","Apple SD Gothic Neo",
"Malgun Gothic","Noto Sans KR",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1120px;margin:0 auto;padding:28px 20px 48px}
h1{font-size:26px;margin:0 0 10px}h2{font-size:17px;margin:0 0 6px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
section,figure{background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:16px 18px;margin:18px 0 0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:12px;background:none;border:0;padding:0}
.tiles div{background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:12px 16px}
.tiles span,.tiles small,figcaption,section p,footer{color:var(--soft);font-size:13px}
.tiles b{display:block;font-size:24px;line-height:1.3}
.good{color:var(--good)}.bad{color:var(--bad)}
figcaption{margin:0 0 8px}section p{margin:0 0 8px}
.key{white-space:nowrap;margin-left:10px}.key.buy{color:var(--buy)}.key.sell{color:var(--sell)}
svg{display:block;width:100%;height:auto}
svg .grid{stroke:var(--rule);stroke-width:1;fill:none}svg .line{stroke:var(--line);stroke-width:1.4;fill:none;stroke-linejoin:round}
svg .band{fill:var(--band);stroke:none}svg .tick{fill:var(--soft);font-size:12px}svg .faint{font-size:11px}
svg .buy{fill:var(--buy);stroke:var(--card);stroke-width:1}svg .sell{fill:var(--sell);stroke:var(--card);stroke-width:1}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:13.5px}
th,td{text-align:left;padding:5px 14px 5px 0;border-bottom:1px solid var(--rule);vertical-align:top}
td{white-space:nowrap}th{color:var(--soft);font-weight:600;vertical-align:bottom;word-break:keep-all}
.n{text-align:right}td:last-child,th:last-child{padding-right:0}
footer{margin-top:22px}
@media print{section,figure{break-inside:avoid}}
"""
