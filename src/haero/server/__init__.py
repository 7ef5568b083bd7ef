"""The KIS face of the broker: HTTP in, HTTP out, no business rules.

wire        a request and a reply, free of any HTTP library     adapter     aiohttp around them
gateway     from a request to an operation: auth, TR, limits    call        what an operation is given
door        KIS codes <-> the desk's words                      requestlog  one line a request, no secrets
trading/    one module per order and account API                websocket/  notices and realtime quotes
quotations/ one module per quote API                            tls         a certificate for --tls
auth/       apps, tokens, limits: the wall clock's only home    upgrade     aiohttp around WebSocket sessions
"""
