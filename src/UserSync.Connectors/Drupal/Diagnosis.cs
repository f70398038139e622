using Newtonsoft.Json;
using UserSync.Connectors.Http;
using UserSync.Core.Errors;
using UserSync.Core.Json;
using UserSync.Core.Model;

namespace UserSync.Connectors.Drupal;

/// <summary>
/// Finds out why a site takes us for an anonymous visitor. Drupal answers alike whether the password is wrong, the account blocked,
/// the module for HTTP Basic authentication off, or flood control at work, which after five wrong passwords refuses the right one.
/// </summary>
internal sealed class Diagnosis : IAsyncDisposable
{
    // Filtering by address is what a visitor may not do: Drupal answers with the ways to log in.
    private static readonly string Probe = new JsonApiQuery(DrupalRoutes.Users).Where("mail", "=", "nobody@usersync.invalid").Limit(1).ToString();

    private readonly RemoteClient _visitor;
    private readonly BasicLogin _login;

    /// <summary>Asks without a credential.</summary>
    public Diagnosis(RemoteClientOptions visitor, BasicLogin login)
    {
        _visitor = new RemoteClient(visitor with { Classify = Classify });
        _login = login;
    }

    /// <summary>The error with its most likely cause.</summary>
    public async Task<ConnectorException> WhyAnonymousAsync(CancellationToken cancellationToken)
    {
        if (!await OffersBasicAsync(cancellationToken))
        {
            return Refused("it does not offer HTTP Basic authentication", "Enable the module HTTP Basic Authentication of core (Extend > Web services). "
                + "If it is enabled, the web server may not pass the Authorization header on to PHP: see docs/drupal.md.");
        }

        return await LogInAsync(cancellationToken) switch
        {
            200 => Refused("the password is right, but flood control is at work: too many wrong passwords came before",
                "Wait (five wrong passwords for an account count six hours, fifty from an address one hour), or have the site's administrator empty its table flood. Find out what sends the wrong password."),
            403 => Refused("flood control is at work: too many wrong passwords came before",
                "Wait (five wrong passwords for an account count six hours, fifty from an address one hour), or have the site's administrator empty its table flood. Correct the credential first."),
            400 => Refused($"user name or password is wrong, or the account {_login.Name} is blocked", "Correct the credential, and look at the account under People."),
            _ => Refused("user name or password may be wrong, the account may be blocked, or flood control may be at work after five wrong passwords",
                "Check the credential and the account under People; if both are right, wait six hours or have the site's administrator empty its table flood."),
        };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _visitor.DisposeAsync();

    private static ConnectorException Refused(string why, string remedy) =>
        new(Side.Cms, ConnectorErrorKind.Authentication, $"The site takes us for an anonymous visitor: {why}.", remedy);

    private async Task<bool> OffersBasicAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _visitor.SendAsync(RemoteRequest.Get(Probe), static _ => true, cancellationToken);
            return false;
        }
        catch (ConnectorException e) when (e.Data[DrupalErrors.BasicKey] is bool offered)
        {
            return offered;
        }
        catch (ConnectorException e) when (e.Kind == ConnectorErrorKind.Permission)
        {
            return false;
        }
    }

    // The log-in form has a flood control of its own. Its session is not kept.
    private async Task<int> LogInAsync(CancellationToken cancellationToken)
    {
        try
        {
            RemoteRequest request = new(HttpMethod.Post, DrupalRoutes.Login, Safety.Read) { Body = Form() };
            return (await _visitor.SendAsync(request, static _ => true, cancellationToken)).Response.Status;
        }
        catch (ConnectorException e) when (e.Data["Status"] is int status)
        {
            return status;
        }
        catch (ConnectorException e) when (e.Kind is not (ConnectorErrorKind.Transient or ConnectorErrorKind.Maintenance or ConnectorErrorKind.Throttled))
        {
            return 0;
        }
    }

    private string Form()
    {
        using StringWriter body = new();
        using (JsonTextWriter json = JsonText.Writer(body))
        {
            json.WriteStartObject();
            json.WritePropertyName("name");
            json.WriteValue(_login.Name);
            json.WritePropertyName("pass");
            json.WriteValue(_login.Password);
            json.WriteEndObject();
        }

        return body.ToString();
    }

    private static ConnectorException? Classify(RemoteRequest request, RemoteResponse response)
    {
        ConnectorException? known = DrupalErrors.Classify(request, response);
        if (request.Path != DrupalRoutes.Login || response.Status >= 500)
            return known;
        ConnectorException error = new(Side.Cms, ConnectorErrorKind.Authentication, "The log-in was refused.");
        error.Data["Status"] = response.Status;
        return error;
    }
}
