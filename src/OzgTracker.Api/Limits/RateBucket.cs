using System.Buffers.Binary;
using System.Net;

namespace OzgTracker.Api.Limits;

/// <summary>One allowance: by client where it is known, else by address. Strangers cannot use up the room of known clients.</summary>
sealed class RateBucket(string name, RateOptions rate, int most, TimeProvider clock)
{
    readonly RateWindows<string> clients = new(rate, most, clock);
    readonly RateWindows<ulong> addresses = new(rate, most, clock);

    public string Name => name;

    /// <summary>As <c>RateLimit-Policy</c> has it.</summary>
    public string Policy { get; } = FormattableString.Invariant($"\"{name}\";q={rate.Permits};w={rate.WindowSeconds}");

    public RateVerdict TakeOfClient(string subject) => clients.Take(subject);

    /// <param name="requests">0 only looks.</param>
    public RateVerdict TakeOfAddress(IPAddress? address, int requests = 1) => addresses.Take(Network(address), requests);

    /// <summary>
    /// An IPv4 address, or the first half of an IPv6 address: whoever has one has all of its /64. They cannot be confused: networks whose first half is below 2^32 are reserved.
    /// </summary>
    internal static ulong Network(IPAddress? address)
    {
        if (address is null) return 0;
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var written)) return 0;
        if (written == 4) return IPv4(bytes);
        return address.IsIPv4MappedToIPv6 ? IPv4(bytes[12..]) : BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    static ulong IPv4(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
