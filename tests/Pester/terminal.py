"""Runs a command on a pseudo terminal that answers as a real one does, and types an answer at each question.

usage: terminal.py COLUMNS QUESTION ANSWERS(JSON list) COMMAND...; prints what came to the screen.
"""
import fcntl, json, os, pty, re, select, struct, sys, termios, time

columns, question, answers, command = int(sys.argv[1]), sys.argv[2].encode(), json.loads(sys.argv[3]), sys.argv[4:]
pid, screen = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
seen, answered, queries = b"", 0, 0
end = time.monotonic() + 120
while time.monotonic() < end:
    if not select.select([screen], [], [], 1)[0]:
        continue
    try:
        part = os.read(screen, 65536)
    except OSError:
        break
    if not part:
        break
    seen += part
    while seen.count(b"\x1b[6n") > queries:
        queries += 1
        os.write(screen, b"\x1b[1;1R")
    while seen.count(question) > answered and answered < len(answers):
        os.write(screen, answers[answered].encode() + b"\r")
        answered += 1
os.waitpid(pid, 0)
sys.stdout.buffer.write(seen)
