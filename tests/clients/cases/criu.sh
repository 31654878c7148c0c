# does: a process dumped amid a TCP connection, which it locked by nftables; restored, the lock gone, the connection at work
# needs: criu

criu check > check.log 2>&1 ||
	skip "criu does not run on this kernel: $(sed -n 's/^Error ([^)]*): //p' check.log | head -n 1)"
cat > echo.py <<'END'
import socket
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 7000))
s.listen()
while True:
    c, _ = s.accept()
    while data := c.recv(100):
        c.sendall(data)
END
cat > client.py <<'END'
import itertools, os, socket, time
s = socket.create_connection(("127.0.0.1", 7000), source_address=("127.0.0.1", 7001))
for i in itertools.count():
    s.sendall(b"%d\n" % i)
    with open("progress", "w") as f:
        f.write(s.recv(100).decode())
    time.sleep(0.1)
END
past() { [ "$(cat progress)" -gt "$1" ]; }
serve echo python3 echo.py
sleep 0.5
# The lock is named after the process.
echo 4999 > /proc/sys/kernel/ns_last_pid
setsid python3 client.py < /dev/null > client.log 2>&1 &
client=$!
until_true past 3
mkdir images
step criu dump -t $client -D images -o dump.log --tcp-established --network-lock nftables
snap locked
count=$(cat progress)
step criu restore -d -D images -o restore.log --tcp-established --network-lock nftables
snap restored
until_true past $((count + 5))
kill $client
tail -n 5 images/*.log
