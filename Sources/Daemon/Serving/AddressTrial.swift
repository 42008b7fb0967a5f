// SPDX-License-Identifier: Apache-2.0

import Glibc
import Web

/// Tries whether an address can be listened at, before anything is written that says that the daemon
/// serves.
///
/// It is bound and let go of. Who takes it in between is found when the listener binds it.
enum AddressTrial {
    /// Why an address cannot be listened at, and what to do; nil when it can.
    ///
    /// - Parameter name: what the configuration calls it.
    static func refusal(of address: ListenAddress, named name: String) -> String? {
        let error: Int32
        switch address {
        case .tcp(let host, let port): error = bindError(host, port)
        case .unix(let path): error = bindError(path)
        }
        guard error != 0 else { return nil }
        return "`\(name)` names \(address), \(reason(error, address))"
    }

    private static func reason(_ error: Int32, _ address: ListenAddress) -> String {
        switch (error, address) {
        case (EADDRINUSE, .unix(let path)) where LocalFile.isThere(path) && !isSocket(path):
            "where a file stands that is no socket: move it away, or name another"
        case (EADDRINUSE, _): "which another program holds: stop it, or name another"
        case (ENOENT, .unix(let path)):
            "and there is no folder \(LocalFile.folder(of: path)): make it, or name another"
        case (EADDRNOTAVAIL, _): "which this machine does not have: name one of its own"
        case (EACCES, _):
            "which the daemon's user may not listen at: let it, or name another"
        default: "which cannot be listened at (\(String(cString: strerror(error)))): name another"
        }
    }

    private static func bindError(_ host: String, _ port: Int) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &found) == 0, let first = found else {
            return EADDRNOTAVAIL
        }
        defer { freeaddrinfo(found) }
        let socket = Glibc.socket(first.pointee.ai_family, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return errno }
        defer { close(socket) }
        // As the listener does: connections that are closing are in nobody's way.
        var on: Int32 = 1
        setsockopt(
            socket, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        return bind(socket, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0 ? 0 : errno
    }

    /// A socket that nobody listens at any more was left by a daemon that ended, and is replaced.
    private static func bindError(_ path: String) -> Int32 {
        guard var name = sockaddr_un(naming: path) else { return ENAMETOOLONG }
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return errno }
        defer { close(socket) }
        let isThere = LocalFile.isThere(path)
        let call = isThere && isSocket(path) ? connect : bind
        let outcome = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        let error = outcome == 0 ? 0 : errno
        guard isThere, isSocket(path) else {
            if error == 0 { unlink(path) }
            return error
        }
        if error == 0 { return EADDRINUSE }
        return error == ECONNREFUSED ? 0 : error
    }

    private static func isSocket(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
    }
}
