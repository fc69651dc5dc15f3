# A machine of its own for one daemon: what is written to /etc, /var and /run stays in memory and ends with it. The mounts
# are private already (ip-netns(8), exec). Arguments: its folder, its address, and trees that are laid over /usr and /etc.
dir=$1 address=$2
shift 2
umask 022
hostname zoo.test
own=$dir/machine
mount -t tmpfs none "$own"
usr=/usr etc=/etc
for tree in "$@"; do
  usr=$tree/usr:$usr
  [ ! -d "$tree/etc" ] || etc=$tree/etc:$etc
done
[ "$usr" = /usr ] || mount -t overlay -o "lowerdir=$usr" none /usr
mkdir "$own/etc" "$own/etc.work" "$own/var" "$own/var.work"
mount -t overlay -o "lowerdir=$etc,upperdir=$own/etc,workdir=$own/etc.work" none /etc
mount -t overlay -o "lowerdir=/var,upperdir=$own/var,workdir=$own/var.work" none /var
mount -t tmpfs none /run
mkdir -m 1777 /run/lock
echo "127.0.0.1 localhost
$address zoo.test zoo
10.9.0.1 client.test client" > /etc/hosts
[ ! -d "$dir/root" ] || cp -R "$dir/root/." /
export HOME="$dir" LC_ALL=C.UTF-8
cd "$dir"
. "$dir/start"
