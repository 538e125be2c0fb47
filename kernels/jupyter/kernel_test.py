"""The timelab kernel through jupyter_client: Jupyter's own suite of kernel tests, and what it leaves out."""

import os
import time
import unittest

import jupyter_kernel_test
from jupyter_client.manager import start_new_kernel
from jupyter_client.session import Session

HOST = "(globalThis as any)[Symbol.for('timelab.notebook')]"
BUNDLE = "{ 'image/svg+xml': '<svg/>', 'text/plain': 'a square' }"


class Suite(jupyter_kernel_test.KernelTests):
    """Jupyter's suite, with snippets of TypeScript."""

    kernel_name = "timelab"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    completion_samples = [
        {"text": "Math.flo", "matches": {"floor"}},
        {"text": "'\U0001f339'.toUpp", "matches": {"toUpperCase"}},
    ]
    complete_code_samples = ["1", "const depth: number = 1", "for (const k of [1]) {\n  k\n}"]
    incomplete_code_samples = ["for (const k of [1]) {", "const list = [", "`a template"]
    invalid_code_samples = ["const 1 = 2", "}"]
    code_generate_error = "throw new RangeError('too deep')"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "[1, 2].map((k): number => k ** 2)", "result": "[ 1, 4 ]"},
    ]
    code_display_data = [{"code": f"{HOST}.display({{ data: {BUNDLE} }})", "mime": "image/svg+xml"}]
    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "6 ?*"
    code_inspect_sample = "Math.floor"


class Welcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "timelab"
    support_iopub_welcome = True


class Lifecycle(unittest.TestCase):
    """Interrupt, restart, shutdown, heartbeat, signatures and comms, as front ends use them."""

    def setUp(self):
        self.km, self.kc = start_new_kernel(kernel_name="timelab")

    def tearDown(self):
        self.kc.stop_channels()
        self.km.shutdown_kernel(now=True)

    def run_cell(self, code):
        """The reply's status, and the text of the last output."""
        shown = []
        reply = self.kc.execute_interactive(code, timeout=20, output_hook=shown.append)
        texts = [m["content"].get("data", {}).get("text/plain") for m in shown]
        return reply["content"]["status"], next((t for t in reversed(texts) if t), None)

    def test_interrupt_ends_a_cell_and_keeps_what_it_declared(self):
        self.run_cell("let kept = 1")
        for code in ["while (true) kept++", "await new Promise(() => {})"]:
            sent = self.kc.execute(code)
            time.sleep(0.5)
            begun = time.monotonic()
            self.km.interrupt_kernel()
            reply = self.kc.get_shell_msg(timeout=5)
            self.assertEqual(reply["parent_header"]["msg_id"], sent)
            self.assertEqual(reply["content"]["status"], "error")
            self.assertLess(time.monotonic() - begun, 1)
        self.assertEqual(self.run_cell("kept > 1"), ("ok", "true"))

    def test_restart_keeps_the_ports_and_forgets_the_session(self):
        self.run_cell("let forgotten = 1")
        ports = self.km.get_connection_info()
        self.km.restart_kernel()
        self.kc.wait_for_ready(timeout=20)
        self.assertEqual(self.km.get_connection_info(), ports)
        self.assertEqual(self.run_cell("forgotten")[0], "error")

    def test_shutdown_ends_the_process_also_while_a_cell_computes(self):
        for code in ["1", "while (true) {}", "(() => { for (;;) {} })()"]:
            km, kc = start_new_kernel(kernel_name="timelab")
            pid = km.provisioner.pid
            kc.execute(code)
            time.sleep(0.5)
            begun = time.monotonic()
            km.shutdown_kernel()
            kc.stop_channels()
            self.assertLess(time.monotonic() - begun, 3, code)
            with self.assertRaises(ProcessLookupError):
                os.kill(pid, 0)

    def test_the_heart_beats_while_a_cell_computes(self):
        self.kc.execute("const end = Date.now() + 2500\nwhile (Date.now() < end) {}")
        self.kc.hb_channel.unpause()
        for _ in range(4):
            time.sleep(0.6)
            self.assertTrue(self.kc.hb_channel.is_beating())

    def test_a_wrong_signature_is_dropped_and_the_kernel_lives(self):
        wrong = Session(key=b"another")
        sent = wrong.msg("kernel_info_request", {})
        wrong.send(self.kc.shell_channel.socket, sent)
        right = self.kc.kernel_info()
        reply = self.kc.get_shell_msg(timeout=10)
        self.assertEqual(reply["parent_header"]["msg_id"], right)

    def test_what_a_comm_listener_sends_is_an_answer_to_the_message_that_it_heard(self):
        listener = "(m: any) => comm.send({ data: m.data, buffers: m.buffers })"
        self.run_cell(f"{HOST}.onComm('echo', (comm: any) => comm.onMessage({listener}))")
        session, shell = self.kc.session, self.kc.shell_channel
        shell.send(session.msg("comm_open", {"comm_id": "1", "target_name": "echo", "data": {}}))
        asked = session.msg("comm_msg", {"comm_id": "1", "data": {"value": 0.1}})
        shell.send(asked)
        answers = []
        while "idle" not in answers:
            message = self.kc.get_iopub_msg(timeout=10)
            if message["parent_header"].get("msg_id") == asked["header"]["msg_id"]:
                content = message["content"]
                answers.append(content.get("execution_state") or (message["msg_type"], content["data"]))
        self.assertEqual(answers, ["busy", ("comm_msg", {"value": 0.1}), "idle"])

    def test_a_widget_is_found_and_asked_as_front_ends_do_that_were_opened_later(self):
        make = "const widget = createWidget({ esm: 'export default {}', state: { count: 1 } })"
        shown = []
        code = f"import {{ createWidget }} from 'timelab'\n{make}\nwidget"
        self.kc.execute_interactive(code, timeout=60, output_hook=shown.append)
        opened = next(m for m in shown if m["msg_type"] == "comm_open")
        self.assertEqual(opened["metadata"]["version"].split(".")[0], "2")
        comm = opened["content"]["comm_id"]
        result = next(m for m in shown if m["msg_type"] == "execute_result")
        view = result["content"]["data"]["application/vnd.jupyter.widget-view+json"]
        self.assertEqual(view["model_id"], comm)

        self.kc.comm_info(target_name="jupyter.widget")
        comms = self.kc.get_shell_msg(timeout=10)["content"]["comms"]
        self.assertEqual(comms, {comm: {"target_name": "jupyter.widget"}})
        ask = {"comm_id": comm, "data": {"method": "request_state"}}
        self.kc.shell_channel.send(self.kc.session.msg("comm_msg", ask))
        while (answer := self.kc.get_iopub_msg(timeout=10))["msg_type"] != "comm_msg":
            pass
        self.assertEqual(answer["content"]["data"]["state"]["count"], 1)


if __name__ == "__main__":
    unittest.main()
