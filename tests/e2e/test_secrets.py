"""A whole run, with faults: nothing that it writes anywhere holds a secret."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bot.simulator import ADMIN, READER, Simulator, faults

WEBHOOK = "w" * 20 + "S3cret" * 4
PATIENCE = 60


@asynccontextmanager
async def running(simulator: Simulator, data: Path, **more: str) -> AsyncIterator[Path]:
    """Run the bot as an operator would; give the file that it logs into."""
    said = data / "said"
    data.mkdir(exist_ok=True)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("TELEGRAM", "WEBHOOK"))}
    with said.open("ab") as file:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-X", "dev", "-m", "bot", "run"),
            env=environment
            | {"TELEGRAM_BOT_TOKEN": simulator.token, "TELEGRAM_API_URL": simulator.url}
            | {"DATA_DIR": str(data), "ADMIN_IDS": str(ADMIN.id), "LOG_LEVEL": "DEBUG"}
            | {"LOG_FORMAT": "json", "RATE_LIMIT": "0"}
            | more,
            stdout=file,
            stderr=file,
        )
    try:
        yield said
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), PATIENCE)


async def talked(simulator: Simulator) -> None:
    """Ask, press, reload, subscribe, and let Telegram fail in every way."""
    answer = await simulator.say("/quote embassy", timeout=PATIENCE)
    await simulator.press(answer, "More")
    await simulator.say("/reload", ADMIN, timeout=PATIENCE)
    await simulator.say("/stats", ADMIN, timeout=PATIENCE)
    for fault in (
        faults.server_error(),
        faults.too_many_requests(1),
        faults.lose_connection(),
        faults.lose_answer(),
        faults.garbage(done=False),
        faults.refused(),
    ):
        simulator.faults.add("sendMessage", fault)
        simulator.world.user_says(READER.id, READER, "/timeline 2015")
        await simulator.wait_for(lambda: not simulator.faults.waiting, PATIENCE)
    await simulator.say("/quote kabul", timeout=PATIENCE)


def holding(folder: Path, secrets: list[str]) -> list[tuple[str, str]]:
    """The files below a folder that hold a secret, plain or percent-encoded."""
    written = [(path, path.read_bytes()) for path in folder.rglob("*") if path.is_file()]
    assert written
    forms = {s: (s.encode(), s.replace(":", "%3A").encode()) for s in secrets}
    return [
        (path.name, secret)
        for path, content in written
        for secret, encoded in forms.items()
        if any(form in content for form in encoded)
    ]


async def test_nothing_that_a_run_writes_holds_the_token(tmp_path):
    async with Simulator() as simulator:
        async with running(simulator, tmp_path / "data") as said:
            await talked(simulator)
        token = simulator.token
    assert "answering as" in said.read_text("utf-8")
    assert holding(tmp_path, [token, token.partition(":")[2]]) == []


async def test_nothing_that_a_webhook_writes_or_tells_holds_its_secret(tmp_path, free_port):
    port, health = free_port(), free_port()
    hook = {
        "WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
        "WEBHOOK_SECRET": WEBHOOK,
        "WEBHOOK_LISTEN": f"127.0.0.1:{port}",
        "HEALTH_PORT": str(health),
    }
    async with Simulator() as simulator, running(simulator, tmp_path / "data", **hook):
        await simulator.say("/quote embassy", timeout=PATIENCE)
        async with aiohttp.ClientSession(trust_env=False) as http:
            async with http.post(hook["WEBHOOK_URL"], json={}) as refused:
                assert refused.status == 403
            for path in ("healthz", "metrics"):
                async with http.get(f"http://127.0.0.1:{health}/{path}") as told:
                    (tmp_path / path).write_bytes(await told.read())
        token = simulator.token
    assert holding(tmp_path, [WEBHOOK, token, token.partition(":")[2]]) == []
