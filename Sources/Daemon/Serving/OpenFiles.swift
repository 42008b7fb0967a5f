// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How many files the process may have open, and how many connections fit beside its own files.
///
/// A daemon that runs out of descriptors cannot open its store's files or take a call: the limit of
/// connections must be reached first, which only lets callers wait.
struct OpenFiles: Sendable, Hashable {
    /// The limit that is in force: it may be raised up to `hard`.
    let soft: Int
    /// The limit up to which everybody may raise it.
    let hard: Int
    /// The processors; each has an event loop with descriptors of its own.
    let processors: Int

    /// What the daemon holds besides connections: the store's files for each reader, its lock and the
    /// files beside it, the log, systemd's sockets, a backup and a reload at work.
    static let ownCount = 40
    /// The descriptors of an event loop.
    static let perLoop = 3
    /// The fewest connections of a listener with which there is any point in listening.
    static let fewestConnections = 2

    /// What this process is allowed on this machine; nil when the kernel does not say.
    static var ofThisProcess: OpenFiles? {
        var limit = rlimit()
        guard getrlimit(nofile, &limit) == 0 else { return nil }
        return OpenFiles(
            soft: Int(clamping: limit.rlim_cur), hard: Int(clamping: limit.rlim_max),
            processors: sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    private static let nofile = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)

    private var own: Int { Self.ownCount + Self.perLoop * max(processors, 1) }

    /// What is done about a wish for connections.
    struct Plan: Sendable, Hashable {
        /// The soft limit to set; nil where it does.
        let raised: Int?
        /// How many connections each listener takes.
        let connections: Int
        /// What the operator should hear when it is fewer than was wished.
        let warning: String?
    }

    /// Raises the soft limit as far as it must, and takes fewer connections where it cannot.
    func plan(connections wish: Int, listeners: Int) -> Plan {
        let needed = own + wish * listeners
        let raised = needed > soft && hard > soft ? min(needed, hard) : nil
        let allowed = raised ?? soft
        guard allowed < needed else {
            return Plan(raised: raised, connections: wish, warning: nil)
        }
        let connections = max((allowed - own) / max(listeners, 1), Self.fewestConnections)
        return Plan(
            raised: raised, connections: connections,
            warning: "at most \(allowed) files may be open, so each listener takes at most "
                + "\(connections) connections at once instead of \(wish): for all of them write "
                + "LimitNOFILE=\(needed) in the unit, or raise `ulimit -Hn`")
    }

    /// Sets the soft limit; false when the kernel refuses.
    func raise(to count: Int) -> Bool {
        var limit = rlimit(rlim_cur: rlim_t(count), rlim_max: rlim_t(hard))
        return setrlimit(Self.nofile, &limit) == 0
    }
}
