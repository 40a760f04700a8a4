"""Makes in an emulated account what `yagura-terraform/tests/agreement/template.yaml` says.

usage: agree.py ENDPOINT

Each section is one resource of the template, by its logical id and with the template's values.
What gets its name from AWS carries a tag `logical` with the logical id, so that the test finds it again.
"""

import io
import json
import sys
import zipfile

import boto3
from botocore.config import Config

ENDPOINT = sys.argv[1]
REGION = "us-east-1"
ACCOUNT = "123456789012"
VERSION = "2012-10-17"


def client(service):
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=ENDPOINT,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(retries={"max_attempts": 2}),
    )


def document(**statement):
    return json.dumps({"Version": VERSION, "Statement": [{"Effect": "Allow", **statement}]})


def tags(logical, key="Key", value="Value"):
    return [{key: "logical", value: logical}]


def named(kind, logical):
    return [{"ResourceType": kind, "Tags": tags(logical)}]


# Buckets: the template leaves the name of Assets to CloudFormation.
s3 = client("s3")
ASSETS, LOGS = "stack-assets-1x2y3z", "shop-logs"
s3.create_bucket(Bucket=LOGS)
s3.put_public_access_block(
    Bucket=LOGS,
    PublicAccessBlockConfiguration=dict.fromkeys(
        ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"], True
    ),
)
s3.put_bucket_ownership_controls(Bucket=LOGS, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]})
s3.create_bucket(Bucket=ASSETS, ObjectOwnership="ObjectWriter")
s3.put_bucket_tagging(Bucket=ASSETS, Tagging={"TagSet": tags("Assets")})
s3.put_bucket_acl(Bucket=ASSETS, ACL="log-delivery-write")
s3.put_bucket_versioning(Bucket=ASSETS, VersioningConfiguration={"Status": "Enabled"})
s3.put_public_access_block(
    Bucket=ASSETS,
    PublicAccessBlockConfiguration={
        "BlockPublicAcls": True,
        "IgnorePublicAcls": True,
        "BlockPublicPolicy": True,
        "RestrictPublicBuckets": False,
    },
)
s3.put_bucket_policy(
    Bucket=ASSETS,
    Policy=document(
        Sid="Read",
        Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        Action="s3:GetObject",
        Resource=f"arn:aws:s3:::{ASSETS}/*",
    ),
)
s3.put_bucket_website(
    Bucket=ASSETS,
    WebsiteConfiguration={"RedirectAllRequestsTo": {"HostName": "www.example.com", "Protocol": "https"}},
)
s3.put_bucket_cors(
    Bucket=ASSETS,
    CORSConfiguration={
        "CORSRules": [{"AllowedOrigins": ["https://www.example.com"], "AllowedMethods": ["GET", "PUT"]}]
    },
)
# The emulator looks whether the log can be delivered; the template leaves that to who owns the bucket.
s3.put_bucket_policy(
    Bucket=LOGS,
    Policy=document(
        Principal={"Service": "logging.s3.amazonaws.com"}, Action="s3:PutObject", Resource=f"arn:aws:s3:::{LOGS}/*"
    ),
)
s3.put_bucket_logging(
    Bucket=ASSETS, BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": LOGS, "TargetPrefix": ""}}
)
s3.delete_bucket_policy(Bucket=LOGS)
s3.put_bucket_replication(
    Bucket=ASSETS,
    ReplicationConfiguration={
        "Role": "arn:aws:iam::111122223333:role/replicate",
        "Rules": [
            {
                "Status": "Enabled",
                "Prefix": "",
                "Destination": {"Bucket": f"arn:aws:s3:::{LOGS}", "Account": "444455556666"},
            }
        ],
    },
)

# Identities.
iam = client("iam")
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
DEPLOY = iam.create_role(
    RoleName="deploy",
    Path="/ci/",
    PermissionsBoundary="arn:aws:iam::111122223333:policy/boundary",
    AssumeRolePolicyDocument=document(Action="sts:AssumeRole", Principal={"Service": "lambda.amazonaws.com"}),
    Tags=[{"Key": "team", "Value": "shop"}],
)["Role"]["Arn"]
iam.attach_role_policy(RoleName="deploy", PolicyArn=READ_ONLY)
iam.put_role_policy(
    RoleName="deploy",
    PolicyName="write",
    PolicyDocument=document(Action=["s3:PutObject"], Resource=[f"arn:aws:s3:::{ASSETS}/*"]),
)
iam.create_group(GroupName="developers")
iam.attach_group_policy(GroupName="developers", PolicyArn=READ_ONLY)
user = iam.create_user(UserName="tanaka")["User"]["Arn"]
iam.add_user_to_group(GroupName="developers", UserName="tanaka")
own = iam.create_policy(PolicyName="own", PolicyDocument=document(Action="iam:GetUser", Resource=user))
iam.attach_user_policy(UserName="tanaka", PolicyArn=own["Policy"]["Arn"])
key = iam.create_access_key(UserName="tanaka")["AccessKey"]["AccessKeyId"]
iam.update_access_key(UserName="tanaka", AccessKeyId=key, Status="Inactive")

organizations = client("organizations")
organizations.create_organization(FeatureSet="ALL")
root = organizations.list_roots()["Roots"][0]["Id"]
guardrail = organizations.create_policy(
    Name="guardrail",
    Description="",
    Type="SERVICE_CONTROL_POLICY",
    Content=json.dumps(
        {"Version": VERSION, "Statement": [{"Effect": "Deny", "Action": "cloudtrail:StopLogging", "Resource": "*"}]}
    ),
)["Policy"]["PolicySummary"]["Id"]
organizations.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
organizations.attach_policy(PolicyId=guardrail, TargetId=root)

# Keys and secrets.
kms = client("kms")
DATA = kms.create_key(
    Policy=document(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, Action="kms:*", Resource="*"),
    Tags=tags("Data", "TagKey", "TagValue"),
)["KeyMetadata"]
DATA_ID, DATA_ARN = DATA["KeyId"], DATA["Arn"]
kms.enable_key_rotation(KeyId=DATA_ID)
kms.create_alias(AliasName="alias/data", TargetKeyId=DATA_ID)
ssm = client("ssm")
ssm.put_parameter(Name="/shop/host", Type="String", Value="db.internal")
ssm.create_document(
    Name="restart", DocumentType="Command", Content=json.dumps({"schemaVersion": "2.2"}), DocumentFormat="JSON"
)

# The network.
ec2 = client("ec2")
MAIN = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=named("vpc", "Main"))["Vpc"]["VpcId"]
NET = ec2.create_subnet(
    VpcId=MAIN, CidrBlock="10.0.0.0/24", AvailabilityZone=REGION + "a", TagSpecifications=named("subnet", "Net")
)["Subnet"]["SubnetId"]
ec2.modify_subnet_attribute(SubnetId=NET, MapPublicIpOnLaunch={"Value": True})
OFFICE = ec2.create_managed_prefix_list(
    PrefixListName="office",
    AddressFamily="IPv4",
    MaxEntries=2,
    Entries=[{"Cidr": "203.0.113.0/24"}, {"Cidr": "198.51.100.0/24"}],
)["PrefixList"]["PrefixListId"]
GATE = ec2.create_security_group(GroupName="gate", Description="the gate", VpcId=MAIN)["GroupId"]
ec2.authorize_security_group_ingress(
    GroupId=GATE,
    IpPermissions=[
        {
            "IpProtocol": "tcp",
            "FromPort": 443,
            "ToPort": 443,
            "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
            "Ipv6Ranges": [{"CidrIpv6": "::/0"}],
        },
        {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "PrefixListIds": [{"PrefixListId": OFFICE}]},
    ],
)
acl = ec2.create_network_acl(VpcId=MAIN, TagSpecifications=named("network-acl", "Acl"))["NetworkAcl"]["NetworkAclId"]
ec2.create_network_acl_entry(
    NetworkAclId=acl,
    RuleNumber=100,
    Protocol="6",
    RuleAction="allow",
    Egress=False,
    CidrBlock="0.0.0.0/0",
    PortRange={"From": 443, "To": 443},
)
for other in ec2.describe_network_acls()["NetworkAcls"]:
    for association in other["Associations"]:
        if association["SubnetId"] == NET:
            ec2.replace_network_acl_association(
                AssociationId=association["NetworkAclAssociationId"], NetworkAclId=acl
            )
DOOR = ec2.create_internet_gateway(TagSpecifications=named("internet-gateway", "Door"))["InternetGateway"][
    "InternetGatewayId"
]
# A route through a gateway needs it to be attached.
ec2.attach_internet_gateway(InternetGatewayId=DOOR, VpcId=MAIN)
routes = ec2.create_route_table(VpcId=MAIN, TagSpecifications=named("route-table", "Routes"))["RouteTable"][
    "RouteTableId"
]
ec2.create_route(RouteTableId=routes, DestinationCidrBlock="0.0.0.0/0", GatewayId=DOOR)
ec2.associate_route_table(RouteTableId=routes, SubnetId=NET)
ec2.create_vpc_endpoint(
    VpcId=MAIN,
    ServiceName="com.amazonaws.us-east-1.s3",
    VpcEndpointType="Gateway",
    PolicyDocument=document(Principal="*", Action="s3:GetObject", Resource=f"arn:aws:s3:::{ASSETS}/*"),
    TagSpecifications=named("vpc-endpoint", "ToS3"),
)
ec2.create_flow_logs(
    ResourceType="VPC",
    ResourceIds=[MAIN],
    TrafficType="ALL",
    LogDestinationType="s3",
    LogDestination=f"arn:aws:s3:::{LOGS}",
    TagSpecifications=named("vpc-flow-log", "Flow"),
)
address = ec2.allocate_address(Domain="vpc")["AllocationId"]
ec2.create_nat_gateway(
    SubnetId=NET, ConnectivityType="public", AllocationId=address, TagSpecifications=named("natgateway", "Nat")
)
ec2.create_network_interface(SubnetId=NET, Groups=[GATE], TagSpecifications=named("network-interface", "Card"))
ec2.create_volume(
    AvailabilityZone="us-east-1a",
    Size=10,
    Encrypted=True,
    KmsKeyId=DATA_ARN,
    TagSpecifications=named("volume", "Disk"),
)
ec2.create_launch_template(
    LaunchTemplateName="base",
    LaunchTemplateData={
        "KeyName": "team",
        "SecurityGroupIds": [GATE],
        "MetadataOptions": {"HttpTokens": "required"},
        "NetworkInterfaces": [{"AssociatePublicIpAddress": False, "Groups": [GATE]}],
    },
)
ec2.create_key_pair(KeyName="team")
iam.create_instance_profile(InstanceProfileName="web")
web = ec2.run_instances(
    ImageId="ami-0123456789abcdef0",
    MinCount=1,
    MaxCount=1,
    KeyName="team",
    IamInstanceProfile={"Name": "web"},
    SubnetId=NET,
    SecurityGroupIds=[GATE],
    MetadataOptions={"HttpTokens": "required", "HttpPutResponseHopLimit": 1},
    UserData="./start",
    TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "web-1"}]}],
)["Instances"][0]["InstanceId"]
fixed = ec2.allocate_address(Domain="vpc", TagSpecifications=named("elastic-ip", "Fixed"))["AllocationId"]
ec2.associate_address(AllocationId=fixed, InstanceId=web)
second = ec2.create_subnet(VpcId=MAIN, CidrBlock="10.0.1.0/24", AvailabilityZone=REGION + "b")["Subnet"]["SubnetId"]
elb = client("elbv2")
FRONT = elb.create_load_balancer(
    Name="front",
    Type="application",
    Scheme="internet-facing",
    Subnets=[NET, second],
    SecurityGroups=[GATE],
)["LoadBalancers"][0]["LoadBalancerArn"]
elb.modify_load_balancer_attributes(
    LoadBalancerArn=FRONT,
    Attributes=[
        {"Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "true"},
        {"Key": "access_logs.s3.enabled", "Value": "true"},
        {"Key": "access_logs.s3.bucket", "Value": LOGS},
    ],
)
elb.create_listener(
    LoadBalancerArn=FRONT,
    Port=80,
    Protocol="HTTP",
    DefaultActions=[{"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "StatusCode": "HTTP_301"}}],
    Tags=tags("Plain"),
)

# Data.
dynamodb = client("dynamodb")
orders = dynamodb.create_table(
    TableName="orders",
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    BillingMode="PAY_PER_REQUEST",
    DeletionProtectionEnabled=True,
)["TableDescription"]["TableArn"]
dynamodb.update_continuous_backups(
    TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
)
dynamodb.put_resource_policy(
    ResourceArn=orders, Policy=document(Principal={"AWS": DEPLOY}, Action="dynamodb:GetItem", Resource="*")
)
rds = client("rds")
rds.create_db_subnet_group(DBSubnetGroupName="shop", DBSubnetGroupDescription="shop", SubnetIds=[NET, second])
rds.create_db_instance(
    DBInstanceIdentifier="shop",
    DBInstanceClass="db.t4g.micro",
    AllocatedStorage=20,
    Engine="postgres",
    PubliclyAccessible=False,
    VpcSecurityGroupIds=[GATE],
    DBSubnetGroupName="shop",
    Port=5432,
    StorageEncrypted=True,
    BackupRetentionPeriod=7,
    DeletionProtection=True,
    AutoMinorVersionUpgrade=True,
    MasterUsername="shop_owner",
    MasterUserPassword="changeme",
    EnableIAMDatabaseAuthentication=True,
    EnableCloudwatchLogsExports=["postgresql"],
)
rds.create_db_cluster(
    DBClusterIdentifier="shop-cluster",
    Engine="aurora-postgresql",
    VpcSecurityGroupIds=[GATE],
    StorageEncrypted=True,
    BackupRetentionPeriod=14,
    MasterUsername="shop_owner",
    MasterUserPassword="changeme",
)
sns = client("sns")
ALERTS = sns.create_topic(Name="alerts", Attributes={"KmsMasterKeyId": DATA_ID})["TopicArn"]
sns.set_topic_attributes(
    TopicArn=ALERTS,
    AttributeName="Policy",
    AttributeValue=document(Principal={"Service": "s3.amazonaws.com"}, Action="sns:Publish", Resource=ALERTS),
)
sns.subscribe(TopicArn=ALERTS, Protocol="https", Endpoint="https://hooks.example.com")
sqs = client("sqs")
jobs = f"arn:aws:sqs:{REGION}:{ACCOUNT}:jobs"
sqs.create_queue(
    QueueName="jobs",
    Attributes={
        "KmsMasterKeyId": "alias/data",
        "Policy": document(
            Principal={"Service": "sns.amazonaws.com"},
            Action="sqs:SendMessage",
            Resource=jobs,
            Condition={"ArnEquals": {"aws:SourceArn": ALERTS}},
        ),
    },
)
ecr = client("ecr")
ecr.create_repository(
    repositoryName="shop/api", imageTagMutability="IMMUTABLE", imageScanningConfiguration={"scanOnPush": True}
)
ecr.set_repository_policy(
    repositoryName="shop/api", policyText=document(Principal={"AWS": "444455556666"}, Action="ecr:BatchGetImage")
)
# ECR takes no text below 100 characters.
ecr.put_lifecycle_policy(repositoryName="shop/api", lifecyclePolicyText='{"rules":[]}'.ljust(100))
ecr.put_registry_scanning_configuration(
    scanType="ENHANCED",
    rules=[{"scanFrequency": "CONTINUOUS_SCAN", "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}]}],
)

# Functions and containers.
package = io.BytesIO()
with zipfile.ZipFile(package, "w") as archive:
    archive.writestr("app.py", "def handler(event, context):\n    return 1\n")
awslambda = client("lambda")
awslambda.create_function(
    FunctionName="shop",
    Runtime="python3.13",
    Handler="app.handler",
    Role=DEPLOY,
    Environment={"Variables": {"TABLE": "orders"}},
    KMSKeyArn=DATA_ARN,
    TracingConfig={"Mode": "Active"},
    Code={"ZipFile": package.getvalue()},
)
awslambda.put_function_concurrency(FunctionName="shop", ReservedConcurrentExecutions=20)
awslambda.add_permission(
    FunctionName="shop",
    StatementId="FromBucket",
    Principal="s3.amazonaws.com",
    Action="lambda:InvokeFunction",
    SourceArn=f"arn:aws:s3:::{ASSETS}",
    SourceAccount=ACCOUNT,
)
awslambda.create_function_url_config(
    FunctionName="shop",
    AuthType="AWS_IAM",
    Cors={"AllowOrigins": ["https://www.example.com"], "AllowCredentials": True},
)
awslambda.create_event_source_mapping(FunctionName="shop", EventSourceArn=jobs)
secrets = client("secretsmanager")
secrets.create_secret(Name="shop/db", KmsKeyId=DATA_ARN, SecretString="{}")
secrets.put_resource_policy(
    SecretId="shop/db",
    ResourcePolicy=document(Principal={"AWS": DEPLOY}, Action="secretsmanager:GetSecretValue", Resource="*"),
)
# The emulator would run the function, in Docker, and turns rotation on only with a rule.
secrets.rotate_secret(SecretId="shop/db", RotationRules={"AutomaticallyAfterDays": 30}, RotateImmediately=False)
ecs = client("ecs")
SHIP = ecs.create_cluster(clusterName="ship", settings=[{"name": "containerInsights", "value": "enabled"}])["cluster"][
    "clusterArn"
]
task = ecs.register_task_definition(
    family="shop",
    networkMode="awsvpc",
    taskRoleArn=DEPLOY,
    containerDefinitions=[
        {
            "name": "shop",
            "image": "shop:1.4.2",
            "memory": 128,
            "user": "1000",
            "readonlyRootFilesystem": True,
            "environment": [{"name": "LOG_LEVEL", "value": "info"}],
            "logConfiguration": {"logDriver": "awslogs"},
        }
    ],
)["taskDefinition"]["taskDefinitionArn"]
ecs.create_service(
    cluster=SHIP,
    serviceName="run",
    taskDefinition=task,
    desiredCount=0,
    networkConfiguration={
        "awsvpcConfiguration": {"assignPublicIp": "DISABLED", "subnets": [NET], "securityGroups": [GATE]}
    },
)

# The web.
cloudfront = client("cloudfront")
cloudfront.create_distribution(
    DistributionConfig={
        "CallerReference": "Site",
        "Comment": "",
        "Enabled": True,
        "Aliases": {"Quantity": 1, "Items": ["www.example.com"]},
        "DefaultRootObject": "index.html",
        "WebACLId": "arn:aws:wafv2:us-east-1:111122223333:global/webacl/main/1",
        "Origins": {
            "Quantity": 1,
            "Items": [
                {
                    "Id": "web",
                    "DomainName": "www.example.com",
                    "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"},
                }
            ],
        },
        "DefaultCacheBehavior": {"TargetOriginId": "web", "ViewerProtocolPolicy": "redirect-to-https"},
        "CacheBehaviors": {
            "Quantity": 1,
            "Items": [{"PathPattern": "/api/*", "TargetOriginId": "web", "ViewerProtocolPolicy": "https-only"}],
        },
        "ViewerCertificate": {
            "CloudFrontDefaultCertificate": False,
            "MinimumProtocolVersion": "TLSv1.2_2021",
            "SSLSupportMethod": "sni-only",
        },
        "Logging": {"Enabled": True, "IncludeCookies": False, "Bucket": f"{LOGS}.s3.amazonaws.com", "Prefix": ""},
    }
)
waf = client("wafv2")
seen = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "wall"}
wall = waf.create_web_acl(
    Name="wall",
    Scope="REGIONAL",
    DefaultAction={"Allow": {}},
    VisibilityConfig=seen,
    Rules=[
        {
            "Name": "rate",
            "Priority": 0,
            "Action": {"Block": {}},
            "Statement": {"RateBasedStatement": {"Limit": 1000, "AggregateKeyType": "IP"}},
            "VisibilityConfig": seen,
        }
    ],
)["Summary"]["ARN"]
waf.put_logging_configuration(
    LoggingConfiguration={"ResourceArn": wall, "LogDestinationConfigs": ["arn:aws:s3:::aws-waf-logs-shop"]}
)
waf.associate_web_acl(WebACLArn=wall, ResourceArn=FRONT)
gateway = client("apigateway")
rest = gateway.create_rest_api(
    name="rest", disableExecuteApiEndpoint=True, endpointConfiguration={"types": ["REGIONAL"]}
)["id"]
root = gateway.get_resources(restApiId=rest)["items"][0]["id"]
gateway.put_method(
    restApiId=rest, resourceId=root, httpMethod="POST", authorizationType="AWS_IAM", apiKeyRequired=True
)
gateway.put_integration(restApiId=rest, resourceId=root, httpMethod="POST", type="MOCK")
gateway.create_deployment(restApiId=rest, stageName="prod")
gateway.update_stage(
    restApiId=rest,
    stageName="prod",
    patchOperations=[
        {
            "op": "replace",
            "path": "/accessLogSettings/destinationArn",
            "value": "arn:aws:logs:us-east-1:111122223333:log-group:api",
        },
        {"op": "replace", "path": "/*/*/logging/loglevel", "value": "ERROR"},
        {"op": "replace", "path": "/*/*/logging/dataTrace", "value": "false"},
    ],
)
gateway.create_domain_name(domainName="api.example.com")
gateway.create_base_path_mapping(domainName="api.example.com", restApiId=rest)
http = client("apigatewayv2")
api = http.create_api(
    Name="http",
    ProtocolType="HTTP",
    CorsConfiguration={
        "AllowOrigins": ["https://www.example.com"],
        "AllowMethods": ["GET"],
        "AllowCredentials": True,
    },
)["ApiId"]
http.create_route(ApiId=api, RouteKey="GET /orders", AuthorizationType="AWS_IAM")
http.create_stage(
    ApiId=api,
    StageName="prod",
    AccessLogSettings={"DestinationArn": "arn:aws:logs:us-east-1:111122223333:log-group:api"},
)
http.create_domain_name(
    DomainName="http.example.com",
    DomainNameConfigurations=[
        {"CertificateArn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/11111111-2222-3333-4444-555555555555"}
    ],
)
http.create_api_mapping(ApiId=api, DomainName="http.example.com", Stage="prod")
pools = client("cognito-idp")
users = pools.create_user_pool(
    PoolName="users",
    MfaConfiguration="ON",
    AdminCreateUserConfig={"AllowAdminCreateUserOnly": True},
    Policies={
        "PasswordPolicy": {
            "MinimumLength": 14,
            "RequireLowercase": True,
            "RequireUppercase": True,
            "RequireNumbers": True,
            "RequireSymbols": True,
        }
    },
    Schema=[{"Name": "role", "AttributeDataType": "String", "Mutable": True}],
)["UserPool"]["Id"]
pools.create_user_pool_client(
    UserPoolId=users,
    ClientName="app",
    WriteAttributes=["email"],
    AllowedOAuthFlows=["code"],
    CallbackURLs=["https://www.example.com/"],
    PreventUserExistenceErrors="ENABLED",
)
client("cognito-identity").create_identity_pool(IdentityPoolName="guests", AllowUnauthenticatedIdentities=False)

# Watching.
trail = client("cloudtrail")
trail.create_trail(
    Name="all", S3BucketName=LOGS, IsMultiRegionTrail=True, EnableLogFileValidation=True, KmsKeyId=DATA_ARN
)
trail.start_logging(Name="all")
trail.put_event_selectors(
    TrailName="all",
    EventSelectors=[
        {
            "ReadWriteType": "All",
            "IncludeManagementEvents": True,
            "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::"]}],
        }
    ],
)
config = client("config")
config.put_configuration_recorder(
    ConfigurationRecorder={
        "name": "recorder",
        "roleARN": DEPLOY,
        "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True},
    }
)
config.put_delivery_channel(DeliveryChannel={"name": "channel", "s3BucketName": LOGS})
config.put_config_rule(
    ConfigRule={
        "ConfigRuleName": "s3-public",
        "Source": {"Owner": "AWS", "SourceIdentifier": "S3_BUCKET_PUBLIC_READ_PROHIBITED"},
    }
)
client("guardduty").create_detector(Enable=True, Features=[{"Name": "S3_DATA_EVENTS", "Status": "ENABLED"}])
client("securityhub").enable_security_hub()
client("macie2").enable_macie(status="ENABLED")
client("cloudwatch").put_metric_alarm(
    AlarmName="errors",
    MetricName="Errors",
    Namespace="Shop",
    AlarmActions=[ALERTS],
    ComparisonOperator="GreaterThanThreshold",
    EvaluationPeriods=1,
    Period=300,
    Statistic="Sum",
    Threshold=0,
)
logs = client("logs")
logs.create_log_group(logGroupName="/shop/app", kmsKeyId=DATA_ARN)
logs.put_retention_policy(logGroupName="/shop/app", retentionInDays=365)
logs.put_metric_filter(
    logGroupName="/shop/app",
    filterName="Failures",
    filterPattern="ERROR",
    metricTransformations=[{"metricName": "Errors", "metricNamespace": "Shop", "metricValue": "1"}],
)
