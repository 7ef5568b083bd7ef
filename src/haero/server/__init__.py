"""The KIS face of the broker: HTTP in, HTTP out, no business rules.

wire        a request and a reply, free of any HTTP library     adapter     aiohttp around them
gateway     auth, TR, limits; the gate for replies              call        what an operation is given, how it ends
operations  the table of what is served                         requestlog  one line a request, no secrets
door        KIS codes <-> the desk's words                      logwriter   the thread that writes the log
trading/    one module per order and account API                websocket/  notices and realtime quotes
quotations/ one module per quote API                            tls         a certificate for --tls
auth/       apps, tokens, limits: the wall clock's only home    upgrade     aiohttp around WebSocket sessions
"""
