"""A server that answers the SDK of Modal: the few calls by which a deployed function is found, run and read.

What a function is here is a Python function of the test, which is called with the arguments that the SDK sent.
"""

import asyncio
import threading
from collections.abc import Callable
from typing import Any, Self

from google.protobuf.empty_pb2 import Empty  # type: ignore[import-untyped]  # its stubs are a package of their own
from grpclib import GRPCError, Status
from grpclib.const import Cardinality, Handler
from grpclib.server import Server
from modal._serialization import deserialize_data_format, serialize
from modal_proto import api_pb2


class ModalServer:
    """Runs in a thread; ``url`` goes into ``MODAL_SERVER_URL``."""

    def __init__(self, functions: dict[str, Callable[..., Any]]) -> None:
        self.functions = functions
        self.logs: list[str] = []
        self.asked: list[str] = []
        self.gpus: list[str] = []
        self.tokens: set[str] = set()
        self.never_answers = False
        self._inputs: dict[str, Any] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start(self) -> None:
        self._server = Server([self])
        await self._server.start("127.0.0.1", 0)
        port = self._server._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        self.url = f"http://127.0.0.1:{port}"

    async def _stop(self) -> None:
        self._server.close()
        await self._server.wait_closed()

    def __mapping__(self) -> dict[str, Handler]:
        """Return the calls that are answered; grpclib refuses all others."""
        return {
            f"/modal.client.ModalClient/{name}": Handler(
                self._counted(name, answer),
                Cardinality.UNARY_UNARY,
                getattr(api_pb2, f"{name}Request"),
                getattr(api_pb2, f"{name}Response", Empty),
            )
            for name, answer in (
                ("FunctionGet", self.function_get),
                ("FunctionBindParams", self.function_bind_params),
                ("FunctionMap", self.function_map),
                ("FunctionGetOutputs", self.function_get_outputs),
                ("FunctionCallCancel", self.function_call_cancel),
                ("AppFetchLogs", self.app_fetch_logs),
            )
        }

    def _counted(self, name: str, answer: Callable[[Any], Any]) -> Callable[[Any], Any]:
        async def handle(stream: Any) -> None:
            request = await stream.recv_message()
            self.asked.append(name)
            self.tokens.add(stream.metadata.get("x-modal-token-secret"))
            await stream.send_message(answer(request))

        return handle

    def function_get(self, request: Any) -> Any:
        if f"{request.app_name}/{request.object_tag}" not in self.functions:
            raise GRPCError(Status.NOT_FOUND, "App or function not found")
        return api_pb2.FunctionGetResponse(
            function_id=f"fu-{request.object_tag}",
            handle_metadata=self._metadata(request.object_tag),
            function=api_pb2.FunctionData(ranked_functions=[api_pb2.FunctionData.RankedFunction()]),
        )

    def function_bind_params(self, request: Any) -> Any:
        self.gpus.append(request.function_options.resources.gpu_config.gpu_type)
        return api_pb2.FunctionBindParamsResponse(
            bound_function_id=request.function_id, handle_metadata=self._metadata(request.function_id[3:])
        )

    def function_map(self, request: Any) -> Any:
        call = f"fc-{len(self._inputs) + 1}"
        (item,) = request.pipelined_inputs
        self._inputs[call] = (request.function_id[3:], item.input)
        answer = api_pb2.FunctionPutInputsResponseItem(idx=0, input_id="in-1")
        return api_pb2.FunctionMapResponse(function_call_id=call, pipelined_inputs=[answer])

    def function_get_outputs(self, request: Any) -> Any:
        if self.never_answers:
            return api_pb2.FunctionGetOutputsResponse(num_unfinished_inputs=1)
        name, given = self._inputs[request.function_call_id]
        args, kwargs = deserialize_data_format(given.args, given.data_format, None)
        (function,) = (each for path, each in self.functions.items() if path.endswith(f"/{name}"))
        try:
            answer = function(*args, **kwargs)
            result = api_pb2.GenericResult(status=api_pb2.GenericResult.GENERIC_STATUS_SUCCESS, data=serialize(answer))
        except Exception as error:  # noqa: BLE001  # as Modal does with whatever a function raises
            result = api_pb2.GenericResult(
                status=api_pb2.GenericResult.GENERIC_STATUS_FAILURE, data=serialize(error), exception=repr(error)
            )
        output = api_pb2.FunctionGetOutputsItem(result=result, idx=0, data_format=api_pb2.DATA_FORMAT_PICKLE)
        return api_pb2.FunctionGetOutputsResponse(outputs=[output])

    def function_call_cancel(self, request: Any) -> Any:
        return Empty()

    def app_fetch_logs(self, request: Any) -> Any:
        lines = [
            api_pb2.TaskLogs(
                data=line, timestamp_ns=1_772_355_600_000_000_000 + n, file_descriptor=api_pb2.FILE_DESCRIPTOR_STDOUT
            )
            for n, line in enumerate(self.logs)
        ]
        return api_pb2.AppFetchLogsResponse(batches=[api_pb2.TaskLogsBatch(items=lines[-request.limit :])])

    @staticmethod
    def _metadata(name: str) -> Any:
        return api_pb2.FunctionHandleMetadata(
            app_id="ap-1", function_name=name, function_type=api_pb2.Function.FUNCTION_TYPE_FUNCTION
        )
