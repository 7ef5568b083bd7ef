"""KIS's pages as classes: one module an API, named by the last part of its path, with the names of the page's own data classes.

Each has RequestHeader, RequestBody (POST) or RequestQueryParam (GET), ResponseHeader, ResponseBody and a ResponseBodyoutput,
ResponseBodyoutput1 … for each block, with KIS's field names:

    from haero.kis.page import order

    body = order.RequestBody(
        CANO="12345678", ACNT_PRDT_CD="01", OVRS_EXCG_CD="NASD", PDNO="AAPL", ORD_QTY="10", OVRS_ORD_UNPR="185.20",
        ORD_SVR_DVSN_CD="0", ORD_DVSN="00",
    )
    requests.encode_body(body)                      # the bytes that go out
    reply = replies.decode(order.ResponseBody, b"…")
    reply.rt_cd, reply.output.ODNO                  # output is an order.ResponseBodyoutput, or None

    header = order.RequestHeader(tr_id="TTTT1002U", gt_uid="…")
    header.pairs(under=own)                         # over the headers that the caller sends by itself
    order.ResponseHeader.read(pairs).tr_cont

They are no copies: order.RequestBody is request_types.OrderRequest, and order.ResponseBodyoutput is reply_types.OrderOutput, so
that what haero gives anywhere is an instance of them. Where two paths end alike, the later one's module has its group before it:
inquire_ccnl (주문체결내역) and quotations_inquire_ccnl (체결추이).

    BY_TR["TTTT1002U"].path, .method, .request, .reply      module_of("TTTT1002U") is order      page_of(body).real["us_buy"]

`haero.kis.raw` makes the call of a TR from such a body or from a plain dictionary.
"""

from haero.kis.page.index import BY_TR, PAGES, ApiPage, module_of, page_of

__all__ = ["BY_TR", "PAGES", "ApiPage", "module_of", "page_of"]
