using System.Net.Sockets;
using System.Text;

namespace OzgTracker.Api.Tests.Web;

/// <summary>What no HTTP client would send.</summary>
static class RawConnection
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Sends these bytes and reads until the server closes.</summary>
    public static async Task<string> Exchange(Uri address, string request)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, patience.Token);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), patience.Token);
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, patience.Token);
        }
        catch (IOException)
        {
            // Closed while bytes were on their way that nobody wanted to read any more.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }

    /// <summary>The status of each answer on the connection.</summary>
    public static int[] Statuses(string answers) =>
        [.. answers.Split("HTTP/1.1 ", StringSplitOptions.RemoveEmptyEntries).Select(answer => int.Parse(answer.AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture))];
}
