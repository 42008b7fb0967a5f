// SPDX-License-Identifier: Apache-2.0

import NIOCore

extension ChannelHandlerContext {
    /// Says that nothing more will come from here, and closes when the other side has had time to read.
    ///
    /// To close at once could take from it what it has not read yet (RFC 9112 section 9.6).
    func sayFarewell(lingering milliseconds: Int64) {
        close(mode: .output, promise: nil)
        let channel = channel
        eventLoop.scheduleTask(in: .milliseconds(milliseconds)) { channel.close(promise: nil) }
    }
}
