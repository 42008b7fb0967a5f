// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A socket that listens on a free loopback port, for tests that answer a caller by hand.
package struct LoopbackListener: Sendable {
    /// The port that callers reach it under.
    package let port: Int
    private let descriptor: Int32

    /// Why nothing listens.
    package struct Failure: Error {
        /// The number of the system's error.
        package let code: Int32
    }

    /// Listens from now on.
    ///
    /// Throws `Failure` where the system gives no port.
    package init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isOpen = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard isOpen else { throw Failure(code: errno) }
        port = Int(in_port_t(bigEndian: address.sin_port))
        descriptor = listener
    }

    /// Waits for the next caller; nil once it takes no more.
    ///
    /// Whoever takes the call closes it.
    package func nextCall() -> Int32? {
        let call = accept(descriptor, nil, nil)
        return call >= 0 ? call : nil
    }

    /// Takes no more calls.
    package func leave() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
