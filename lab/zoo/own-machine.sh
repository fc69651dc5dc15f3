# A machine of its own for one daemon: what is written to /etc, /var and /run stays in memory and ends with it. The mounts
# are private already (ip-netns(8), exec). Arguments: its folder, its address, and trees that are laid over /usr and /etc.
dir=$1 address=$2
shift 2
umask 022
hostname zoo.test
own=$dir/machine
mount -t tmpfs none "$own"
for tree in "$@"; do
  mount -t overlay -o "lowerdir=$tree/usr:/usr" none /usr
  [ ! -d "$tree/etc" ] || mount -t overlay -o "lowerdir=$tree/etc:/etc" none /etc
done
for part in etc var; do
  mkdir "$own/$part" "$own/$part.work"
  mount -t overlay -o "lowerdir=/$part,upperdir=$own/$part,workdir=$own/$part.work" none "/$part"
done
mount -t tmpfs none /run
mkdir -m 1777 /run/lock
echo "127.0.0.1 localhost
$address zoo.test zoo
10.9.0.1 client.test client" > /etc/hosts
[ ! -d "$dir/root" ] || cp -R "$dir/root/." /
export HOME="$dir" LC_ALL=C.UTF-8
cd "$dir"
. "$dir/start"
