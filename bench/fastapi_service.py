"""What most people would write: FastAPI + SQLAlchemy on SQLite, synchronous=FULL, one commit an order. It checks nothing.

`python -m bench.fastapi_service DATABASE READY_FILE`. The reply has the same bytes as haero's.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Row(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str]
    account: Mapped[str]
    exchange: Mapped[str]
    symbol: Mapped[str]
    quantity: Mapped[int]
    price: Mapped[str]


class Order(BaseModel):
    CANO: str
    ACNT_PRDT_CD: str
    OVRS_EXCG_CD: str
    PDNO: str
    ORD_QTY: str
    OVRS_ORD_UNPR: str


engine = create_engine(f"sqlite:///{sys.argv[1]}")
app = FastAPI()


@event.listens_for(engine, "connect")
def _durable(connection: Any, _: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


@app.post("/uapi/overseas-stock/v1/trading/order")
def order(body: Order) -> dict[str, Any]:
    with Session(engine) as session:
        row = Row(
            at=datetime.now(UTC).isoformat(),
            account=f"{body.CANO}-{body.ACNT_PRDT_CD}",
            exchange=body.OVRS_EXCG_CD,
            symbol=body.PDNO,
            quantity=int(body.ORD_QTY),
            price=body.OVRS_ORD_UNPR,
        )
        session.add(row)
        session.commit()
        number = row.id
    output = {"KRX_FWDG_ORD_ORGNO": "01790", "ODNO": f"{number:010d}", "ORD_TMD": "000000"}
    return {"rt_cd": "0", "msg_cd": "APBK0013", "msg1": "주문 전송 완료 되었습니다.", "output": output}


class _Server(uvicorn.Server):
    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        Path(sys.argv[2]).write_text(str(self.servers[0].sockets[0].getsockname()[1]))


if __name__ == "__main__":
    Base.metadata.create_all(engine)
    _Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", loop="uvloop", http="httptools")).run()
