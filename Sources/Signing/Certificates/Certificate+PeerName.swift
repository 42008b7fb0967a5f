// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// Whom one means to talk to, as a certificate's alternative names say it (RFC 6125).
package enum PeerName: Sendable, Hashable {
    /// A host; a certificate may write its first label as an asterisk.
    case host(String)
    /// An address of version 4 or 6.
    case address(String)
    /// A mailbox.
    case mailbox(String)
}

extension Certificate {
    /// Whether an alternative name is the peer's; the subject itself is not looked at.
    package func names(_ peer: PeerName) -> Bool {
        let flags = UInt32(
            X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS)
        let verdict =
            switch peer {
            case .host(let name):
                X509_check_host(handle.pointer, name, name.utf8.count, flags, nil)
            case .address(let text): X509_check_ip_asc(handle.pointer, text, flags)
            case .mailbox(let name):
                X509_check_email(handle.pointer, name, name.utf8.count, flags)
            }
        if verdict != 1 { ERR_clear_error() }
        return verdict == 1
    }
}
