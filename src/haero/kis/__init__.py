"""The KIS Open API for overseas stocks as data: no state, no sockets, nothing of haero outside this package.

    catalogue     every API, field and TR, read from catalogue.json
    codes         exchange codes and order division names
    transactions  the TR table: (environment, method, path, tr_id) to one operation; the streamed APIs
    matrix        which exchange, side, order division and environment go together
    errors        what a refusal is: Denial, DenialPair, KisRefusal, and its JSON
    refusals      the table of all refusals, each with its evidence
    oauth_refusals  the part of it that belongs to /oauth2/*
    successes     the table of all success texts, and the JSON of a success
    request_types  generated: one msgspec.Struct per REST request
    order_table   generated: the TRs of orders and what they take, for programs that need no more of the catalogue
    requests      body bytes or a query to one of those structs, or the right refusal; and back
    headers       the headers of a request and of a reply
    page          generated: KIS's own data classes, one module an API (RequestHeader, RequestBody, ResponseBody …), and their index
    raw           the call of a TR from KIS's names, or from a class of its page
    forms         the base of all requests: the reply that belongs to each, a repr without accounts and keys
    renamed       older names of TRs
    shown         what a repr may show of an account
    rows          one reply block, all fields in catalogue order, each with its decimals
    reply_types   generated: one class per REST reply and per block of it
    replies       body bytes to one of those classes, and back
    objects       a JSON object as a typed value, unknown fields and irregular shapes kept
    paging        CTX_AREA tokens and the tr_cont header
    texts         padding, fixed decimals, order numbers, times
    hashkey       the hash of a request body
    realtime      the JSON texts of the WebSocket: questions, OPSP answers, PINGPONG
    incoming      what a WebSocket client hears: an answer, PINGPONG, quotes or notices
    frames        quote frames of the WebSocket, and the keys that subscribe them
    notice        the notice record (체결통보) and its frame
    cipher        AES of the notices
    routes        generated: where each REST API is, and its TR IDs
    records       a delimited record of a frame
    openapi       the served APIs as an OpenAPI document
    provenance    where the value of each reply field comes from, and how it is known; read from provenance.json
    words         KIS codes and the shared words, one table each way
    other_services  routes of KIS that haero lacks: domestic stocks, bonds, ELW, futures; read from other_services.json
    legacy        what KIS once published and clients of today still send

Import the modules, not this package: it loads nothing.
"""
