"""Fills an emulated AWS account with faults and their correct twins.

usage: seed.py ENDPOINT_URL

What is wrong is named `wrong-…`, what is right `right-…`; `expect.txt` beside this file says what a scan must find.
Prints the account's id.
"""

import base64
import io
import json
import sys
import zipfile

import boto3
from botocore.config import Config

ENDPOINT = sys.argv[1]
REGION = "us-east-1"
ACCOUNT = "123456789012"
WORLD = "0.0.0.0/0"


def client(service, region=REGION):
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=ENDPOINT,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(retries={"max_attempts": 2}),
    )


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def trust(principal, action="sts:AssumeRole", **more):
    return document({"Effect": "Allow", "Principal": principal, "Action": action, **more})


def shorten(request):
    request.url = request.url.replace(f"//{ACCOUNT}.", "//", 1)


def buckets():
    s3 = client("s3")
    own = client("organizations").create_organization(FeatureSet="ALL")["Organization"]["Id"]
    wrong = ["public", "write", "acl", "foreign", "cors", "website", "door"]
    right = ["private", "organization", "trail", "records"]
    for name in ["wrong-" + name for name in wrong] + ["right-" + name for name in right]:
        s3.create_bucket(Bucket=name)
    origins = {"AllowedMethods": ["GET", "PUT"], "AllowedOrigins": ["*"], "AllowedHeaders": ["*"]}
    s3.put_bucket_cors(Bucket="wrong-cors", CORSConfiguration={"CORSRules": [origins]})
    s3.put_bucket_website(Bucket="wrong-website", WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}})
    pages = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::wrong-website/*"}
    s3.put_bucket_policy(Bucket="wrong-website", Policy=document(pages))
    everyone = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::wrong-public/*"}
    s3.put_bucket_policy(Bucket="wrong-public", Policy=document(everyone))
    referer = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": "s3:Put*",
        "Resource": "arn:aws:s3:::wrong-write/*",
        "Condition": {"StringLike": {"aws:Referer": "https://example.jp/*"}},
    }
    s3.put_bucket_policy(Bucket="wrong-write", Policy=document(referer))
    s3.put_bucket_acl(Bucket="wrong-acl", ACL="public-read")
    foreign = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::wrong-foreign/*",
    }
    s3.put_bucket_policy(Bucket="wrong-foreign", Policy=document(foreign))
    # Who may read is left to the bucket's access points, and one of them leaves it to everyone.
    delegates = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": ["arn:aws:s3:::wrong-door", "arn:aws:s3:::wrong-door/*"],
        "Condition": {"StringEquals": {"s3:DataAccessPointAccount": ACCOUNT}},
    }
    s3.put_bucket_policy(Bucket="wrong-door", Policy=document(delegates))
    points = client("s3control")
    # The account's number before the host's name would lead nowhere here.
    points.meta.events.register("before-send.*", lambda request, **_: shorten(request))
    switches = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]
    for name, on in [("wrong-point", False), ("right-point", True)]:
        points.create_access_point(
            AccountId=ACCOUNT, Name=name, Bucket="wrong-door", PublicAccessBlockConfiguration=dict.fromkeys(switches, on)
        )
        objects = f"arn:aws:s3:us-east-1:{ACCOUNT}:accesspoint/{name}/object/*"
        everyone = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": objects}
        points.put_access_point_policy(AccountId=ACCOUNT, Name=name, Policy=document(everyone))
        points.create_multi_region_access_point(
            AccountId=ACCOUNT,
            Details={
                "Name": name + "-everywhere",
                "PublicAccessBlock": dict.fromkeys(switches, on),
                "Regions": [{"Bucket": "right-private"}],
            },
        )
    organization = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::right-organization/*",
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": own}},
    }
    tls = lambda name: {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    block = dict.fromkeys(["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"], True)
    for name in ["right-" + name for name in right]:
        statements = [tls(name)] + ([organization] if name == "right-organization" else [])
        if name == "right-trail":
            for action, resource in [("s3:GetBucketAcl", "arn:aws:s3:::right-trail"), ("s3:PutObject", "arn:aws:s3:::right-trail/*")]:
                statements.append({
                    "Effect": "Allow",
                    "Principal": {"Service": "cloudtrail.amazonaws.com"},
                    "Action": action,
                    "Resource": resource,
                    "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
                })
        if name == "right-records":
            statements.append({
                "Effect": "Allow",
                "Principal": {"Service": "logging.s3.amazonaws.com"},
                "Action": "s3:PutObject",
                "Resource": "arn:aws:s3:::right-records/*",
                "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
            })
        s3.put_bucket_policy(Bucket=name, Policy=document(*statements))
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=block)
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        s3.put_bucket_encryption(
            Bucket=name,
            ServerSideEncryptionConfiguration={
                "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]
            },
        )
    for name in ["right-" + name for name in right]:
        s3.put_bucket_logging(
            Bucket=name,
            BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": "right-records", "TargetPrefix": name + "/"}},
        )


def people():
    iam = client("iam")
    iam.create_policy(PolicyName="wrong-everything", PolicyDocument=document(allow("*")))
    iam.create_policy(
        PolicyName="right-read-orders",
        PolicyDocument=document(allow("dynamodb:GetItem", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/right-orders")),
    )
    for name, statement in [
        ("wrong-not-action", {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
        ("wrong-pass-role", allow("iam:PassRole")),
        ("wrong-assume-any", allow("sts:AssumeRole")),
        ("wrong-secrets", allow("secretsmanager:GetSecretValue")),
        ("wrong-decrypt", allow("kms:Decrypt")),
    ]:
        iam.create_policy(PolicyName=name, PolicyDocument=document(statement))
    iam.create_user(UserName="wrong-admin")
    iam.create_login_profile(UserName="wrong-admin", Password="Ab1!Ab1!Ab1!Ab1!")
    iam.attach_user_policy(UserName="wrong-admin", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.put_user_policy(UserName="wrong-admin", PolicyName="inline", PolicyDocument=document(allow("s3:*")))
    iam.create_access_key(UserName="wrong-admin")
    iam.create_access_key(UserName="wrong-admin")
    iam.create_group(GroupName="right-readers")
    iam.attach_group_policy(GroupName="right-readers", PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/right-read-orders")
    iam.create_user(UserName="right-reader")
    iam.add_user_to_group(GroupName="right-readers", UserName="right-reader")

    iam.create_role(RoleName="wrong-anyone", AssumeRolePolicyDocument=trust({"AWS": "*"}))
    iam.create_role(RoleName="wrong-vendor", AssumeRolePolicyDocument=trust({"AWS": "arn:aws:iam::444455556666:root"}))
    iam.create_role(
        RoleName="right-vendor",
        AssumeRolePolicyDocument=trust(
            {"AWS": "arn:aws:iam::444455556666:root"}, Condition={"StringEquals": {"sts:ExternalId": "e1f2a3b4"}}
        ),
    )
    oidc = {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"}
    audience = {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}
    subject = {"token.actions.githubusercontent.com:sub": "repo:tokiwa/shop:ref:refs/heads/main"}
    web = "sts:AssumeRoleWithWebIdentity"
    iam.create_role(
        RoleName="wrong-deploy", AssumeRolePolicyDocument=trust(oidc, web, Condition={"StringEquals": audience})
    )
    iam.create_role(
        RoleName="right-deploy",
        AssumeRolePolicyDocument=trust(oidc, web, Condition={"StringEquals": {**audience, **subject}}),
    )
    function = {"Service": "lambda.amazonaws.com"}
    iam.create_role(RoleName="wrong-function", AssumeRolePolicyDocument=trust(function))
    iam.attach_role_policy(RoleName="wrong-function", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.create_role(RoleName="right-function", AssumeRolePolicyDocument=trust(function))
    iam.put_role_policy(
        RoleName="right-function",
        PolicyName="logs",
        PolicyDocument=document(allow("logs:PutLogEvents", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/right-function:*")),
    )
    iam.create_role(RoleName="wrong-build", AssumeRolePolicyDocument=trust(function))
    for name in ["wrong-not-action", "wrong-pass-role", "wrong-assume-any", "wrong-secrets", "wrong-decrypt"]:
        iam.attach_role_policy(RoleName="wrong-build", PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/{name}")
    iam.create_role(RoleName="wrong-escalation", AssumeRolePolicyDocument=trust({"Service": "ec2.amazonaws.com"}))
    iam.put_role_policy(
        RoleName="wrong-escalation",
        PolicyName="deploy",
        PolicyDocument=document(allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"])),
    )


def network():
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.30.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.30.0.0/24")["Subnet"]["SubnetId"]
    groups = {}

    def group(name, *permissions):
        groups[name] = ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]
        if permissions:
            ec2.authorize_security_group_ingress(GroupId=groups[name], IpPermissions=list(permissions))

    def permission(first, last, *blocks, protocol="tcp"):
        v4 = [{"CidrIp": block} for block in blocks if ":" not in block]
        v6 = [{"CidrIpv6": block} for block in blocks if ":" in block]
        found = {"IpProtocol": protocol, "FromPort": first, "ToPort": last}
        return {**found, **({"IpRanges": v4} if v4 else {}), **({"Ipv6Ranges": v6} if v6 else {})}

    group("wrong-ssh", permission(22, 22, WORLD))
    group("wrong-ssh-range", permission(20, 30, "::/0"))
    group("wrong-ssh-halves", permission(22, 22, "0.0.0.0/1", "128.0.0.0/1"))
    group("wrong-database", permission(3306, 3306, WORLD))
    group("wrong-all", {"IpProtocol": "-1", "IpRanges": [{"CidrIp": WORLD}]})
    group("right-web", permission(443, 443, WORLD))
    group("right-ssh", permission(22, 22, "203.0.113.7/32"))
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock=WORLD, GatewayId=gateway)
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    ec2.create_tags(Resources=[vpc, subnet], Tags=[{"Key": "Name", "Value": "shop"}])
    far = client("ec2", "ap-northeast-1")
    home = far.describe_vpcs()["Vpcs"][0]["VpcId"]
    for name, port in [("wrong-tokyo-ssh", 22)]:
        made = far.create_security_group(GroupName=name, Description=name, VpcId=home)["GroupId"]
        far.authorize_security_group_ingress(GroupId=made, IpPermissions=[permission(port, port, WORLD)])

    def instance(name, **more):
        return ec2.run_instances(
            ImageId="ami-12c6146b",
            MinCount=1,
            MaxCount=1,
            TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": name}]}],
            **more,
        )["Instances"][0]["InstanceId"]

    secret = "#!/bin/bash\nexport DB_PASSWORD=" + "Tokiwa-" + "Maigo-7713" + "\n"
    interface = {"DeviceIndex": 0, "SubnetId": subnet, "AssociatePublicIpAddress": True, "Groups": [groups["wrong-ssh"]]}
    ec2.create_key_pair(KeyName="wrong-key-pair")
    wrong = instance("wrong-instance", NetworkInterfaces=[interface], UserData=secret, KeyName="wrong-key-pair")
    for name, public in [("wrong-image", True), ("right-image", False)]:
        image = ec2.create_image(InstanceId=wrong, Name=name)["ImageId"]
        if public:
            ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Add": [{"Group": "all"}]})
    ec2.create_launch_template(
        LaunchTemplateName="wrong-template",
        LaunchTemplateData={"UserData": base64.b64encode(secret.encode()).decode(), "ImageId": "ami-12c6146b"},
    )
    ec2.create_launch_template(
        LaunchTemplateName="right-template",
        LaunchTemplateData={"MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": 1}},
    )
    instance(
        "right-instance",
        SubnetId=subnet,
        SecurityGroupIds=[groups["right-web"], groups["right-ssh"]],
        MetadataOptions={"HttpTokens": "required", "HttpEndpoint": "enabled", "HttpPutResponseHopLimit": 1},
    )
    volume = ec2.create_volume(AvailabilityZone=REGION + "a", Size=1)["VolumeId"]
    ec2.create_volume(
        AvailabilityZone=REGION + "a",
        Size=1,
        Encrypted=True,
        TagSpecifications=[{"ResourceType": "volume", "Tags": [{"Key": "Name", "Value": "right-volume"}]}],
    )
    ec2.create_tags(Resources=[volume], Tags=[{"Key": "Name", "Value": "wrong-volume"}])
    for name, public in [("wrong-snapshot", True), ("right-snapshot", False)]:
        snapshot = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
        ec2.create_tags(Resources=[snapshot], Tags=[{"Key": "Name", "Value": name}])
        if public:
            ec2.modify_snapshot_attribute(
                SnapshotId=snapshot, Attribute="createVolumePermission", OperationType="add", GroupNames=["all"]
            )
    reads = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::right-private/*"}
    for name, policy in [("wrong-endpoint", None), ("right-endpoint", document(reads))]:
        ec2.create_vpc_endpoint(
            VpcId=vpc,
            ServiceName=f"com.amazonaws.{REGION}.s3",
            VpcEndpointType="Gateway",
            TagSpecifications=[{"ResourceType": "vpc-endpoint", "Tags": [{"Key": "Name", "Value": name}]}],
            **({"PolicyDocument": policy} if policy else {}),
        )
    second = ec2.create_subnet(VpcId=vpc, CidrBlock="10.30.1.0/24", AvailabilityZone=REGION + "b")["Subnet"]["SubnetId"]
    elb = client("elbv2")
    certificate = client("acm").request_certificate(DomainName="shop.example.jp")["CertificateArn"]
    for name, protocol in [("wrong-balancer", "HTTP"), ("right-balancer", "HTTPS")]:
        arn = elb.create_load_balancer(
            Name=name, Subnets=[subnet, second], SecurityGroups=[groups["right-web"]], Scheme="internet-facing"
        )["LoadBalancers"][0]["LoadBalancerArn"]
        target = elb.create_target_group(Name=name, Protocol="HTTP", Port=8080, VpcId=vpc)["TargetGroups"][0]
        listener = {
            "LoadBalancerArn": arn,
            "Protocol": protocol,
            "Port": 80 if protocol == "HTTP" else 443,
            "DefaultActions": [{"Type": "forward", "TargetGroupArn": target["TargetGroupArn"]}],
        }
        if protocol == "HTTPS":
            listener["SslPolicy"] = "ELBSecurityPolicy-TLS13-1-2-2021-06"
            listener["Certificates"] = [{"CertificateArn": certificate}]
            elb.modify_load_balancer_attributes(
                LoadBalancerArn=arn,
                Attributes=[
                    {"Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "true"},
                    {"Key": "access_logs.s3.enabled", "Value": "true"},
                    {"Key": "access_logs.s3.bucket", "Value": "right-records"},
                    {"Key": "deletion_protection.enabled", "Value": "true"},
                ],
            )
        elb.create_listener(**listener)


def data():
    rds = client("rds")
    common = {"Engine": "mysql", "DBInstanceClass": "db.t3.micro", "AllocatedStorage": 20}
    rds.create_db_instance(
        DBInstanceIdentifier="wrong-database",
        MasterUsername="admin",
        MasterUserPassword="Ab1-Ab1-Ab1",
        PubliclyAccessible=True,
        StorageEncrypted=False,
        BackupRetentionPeriod=0,
        **common,
    )
    rds.create_db_instance(
        DBInstanceIdentifier="right-database",
        MasterUsername="tokiwa",
        MasterUserPassword="Ab1-Ab1-Ab1",
        PubliclyAccessible=False,
        StorageEncrypted=True,
        BackupRetentionPeriod=14,
        DeletionProtection=True,
        AutoMinorVersionUpgrade=True,
        EnableIAMDatabaseAuthentication=True,
        EnableCloudwatchLogsExports=["audit", "error", "general", "slowquery"],
        **common,
    )
    for name, public in [("wrong-db-snapshot", True), ("right-db-snapshot", False)]:
        rds.create_db_snapshot(DBInstanceIdentifier="right-database", DBSnapshotIdentifier=name)
        if public:
            rds.modify_db_snapshot_attribute(
                DBSnapshotIdentifier=name, AttributeName="restore", ValuesToAdd=["all"]
            )
    dynamodb = client("dynamodb")
    for name in ["wrong-orders", "right-orders"]:
        dynamodb.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            DeletionProtectionEnabled=name.startswith("right"),
        )
    for name, principal in [("wrong", "*"), ("right", {"AWS": f"arn:aws:iam::{ACCOUNT}:root"})]:
        arn = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}-orders"
        statement = {"Effect": "Allow", "Principal": principal, "Action": "dynamodb:GetItem", "Resource": arn}
        dynamodb.put_resource_policy(ResourceArn=arn, Policy=document(statement))
    dynamodb.update_continuous_backups(
        TableName="right-orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    sns = client("sns")
    wrong = sns.create_topic(Name="wrong-topic")["TopicArn"]
    sns.set_topic_attributes(
        TopicArn=wrong,
        AttributeName="Policy",
        AttributeValue=document({"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": wrong}),
    )
    sns.create_topic(Name="right-topic", Attributes={"KmsMasterKeyId": "alias/aws/sns"})
    sns.subscribe(TopicArn=wrong, Protocol="http", Endpoint="http://hooks.example.jp/")
    sqs = client("sqs")
    url = sqs.create_queue(QueueName="wrong-queue")["QueueUrl"]
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:wrong-queue"
    sqs.set_queue_attributes(
        QueueUrl=url,
        Attributes={"Policy": document({"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": arn})},
    )
    sqs.create_queue(QueueName="right-queue", Attributes={"SqsManagedSseEnabled": "true"})
    ecr = client("ecr")
    ecr.create_repository(repositoryName="wrong-repository")
    ecr.create_repository(
        repositoryName="right-repository",
        imageTagMutability="IMMUTABLE",
        imageScanningConfiguration={"scanOnPush": True},
    )
    pull = {"Sid": "all", "Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}
    ecr.set_repository_policy(repositoryName="wrong-repository", policyText=document(pull))
    rule = {
        "rulePriority": 1,
        "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 20},
        "action": {"type": "expire"},
    }
    ecr.put_lifecycle_policy(repositoryName="right-repository", lifecyclePolicyText=json.dumps({"rules": [rule]}))
    ssm = client("ssm")
    for name, line in [("wrong-document", "export DB_PASSWORD=" + "Tokiwa-" + "Maigo-7713"), ("right-document", "uptime")]:
        steps = [{"action": "aws:runShellScript", "name": "run", "inputs": {"runCommand": [line]}}]
        content = json.dumps({"schemaVersion": "2.2", "description": name, "mainSteps": steps})
        ssm.create_document(Name=name, Content=content, DocumentType="Command", DocumentFormat="JSON")
    ssm.modify_document_permission(Name="wrong-document", PermissionType="Share", AccountIdsToAdd=["All"])
    ssm.put_parameter(Name="/wrong/db/password", Value="Tokiwa-" + "Maigo-7713", Type="String")
    ssm.put_parameter(Name="/right/db/password", Value="Tokiwa-" + "Maigo-7713", Type="SecureString")
    ssm.put_parameter(Name="/right/db/host", Value="db.internal", Type="String")
    secrets = client("secretsmanager")
    secrets.create_secret(Name="wrong-secret", SecretString="x")
    kms = client("kms")
    root = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
    everyone = {"Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"}
    for alias, statements in [("wrong-key", [root, everyone]), ("right-key", [root])]:
        key = kms.create_key(Policy=document(*statements))["KeyMetadata"]["KeyId"]
        kms.create_alias(AliasName=f"alias/{alias}", TargetKeyId=key)
        if alias == "right-key":
            kms.enable_key_rotation(KeyId=key)
            function = f"arn:aws:iam::{ACCOUNT}:role/right-function"
            kms.create_grant(KeyId=key, GranteePrincipal=function, Operations=["Decrypt"])


def functions():
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("app.py", "def handler(event, context):\n    return 1\n")
    awslambda = client("lambda")
    role = f"arn:aws:iam::{ACCOUNT}:role/"
    code = {"ZipFile": package.getvalue()}
    awslambda.create_function(
        FunctionName="wrong-function",
        Runtime="python3.8",
        Handler="app.handler",
        Role=role + "wrong-function",
        Code=code,
        Environment={"Variables": {"DB_PASSWORD": "Tokiwa-" + "Maigo-7713"}},
    )
    awslambda.create_function(
        FunctionName="right-function",
        Runtime="python3.13",
        Handler="app.handler",
        Role=role + "right-function",
        Code=code,
        TracingConfig={"Mode": "Active"},
        KMSKeyArn=f"arn:aws:kms:{REGION}:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555",
        Environment={"Variables": {"DB_SECRET_ARN": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:db-AbCdEf"}},
    )
    awslambda.add_permission(
        FunctionName="wrong-function", StatementId="everyone", Action="lambda:InvokeFunction", Principal="*"
    )
    awslambda.add_permission(
        FunctionName="right-function",
        StatementId="bucket",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn="arn:aws:s3:::right-private",
        SourceAccount=ACCOUNT,
    )
    awslambda.add_permission(
        FunctionName="wrong-function", StatementId="topics", Action="lambda:InvokeFunction", Principal="sns.amazonaws.com"
    )
    awslambda.create_function_url_config(FunctionName="wrong-function", AuthType="NONE")
    ecs = client("ecs")
    ecs.create_cluster(clusterName="wrong-cluster")
    ecs.create_cluster(clusterName="right-cluster", settings=[{"name": "containerInsights", "value": "enabled"}])
    for name, container in [
        (
            "wrong-task",
            {
                "image": "shop:latest",
                "privileged": True,
                "environment": [{"name": "DB_PASSWORD", "value": "Tokiwa-" + "Maigo-7713"}],
            },
        ),
        (
            "right-task",
            {
                "image": f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/shop@sha256:" + "0" * 64,
                "user": "1000",
                "readonlyRootFilesystem": True,
                "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/shop"}},
                "secrets": [
                    {"name": "DB_PASSWORD", "valueFrom": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:db-AbCdEf"}
                ],
            },
        ),
    ]:
        ecs.register_task_definition(
            family=name,
            networkMode="host" if name == "wrong-task" else "awsvpc",
            containerDefinitions=[{"name": "app", "memory": 128, "essential": True, **container}],
        )
    ec2 = client("ec2")
    subnet = ec2.describe_subnets(Filters=[{"Name": "tag:Name", "Values": ["shop"]}])["Subnets"][0]["SubnetId"]
    named = [{"Name": "group-name", "Values": ["right-web"]}]
    group = ec2.describe_security_groups(Filters=named)["SecurityGroups"][0]["GroupId"]
    for name, public in [("wrong-service", "ENABLED"), ("right-service", "DISABLED")]:
        ecs.create_service(
            cluster="right-cluster",
            serviceName=name,
            taskDefinition="right-task",
            desiredCount=0,
            networkConfiguration={
                "awsvpcConfiguration": {"subnets": [subnet], "securityGroups": [group], "assignPublicIp": public}
            },
        )


def web():
    pools = client("cognito-idp")
    pools.create_user_pool(PoolName="wrong-pool")
    pools.create_user_pool(
        PoolName="right-pool",
        MfaConfiguration="ON",
        Policies={
            "PasswordPolicy": {
                "MinimumLength": 14,
                "RequireUppercase": True,
                "RequireLowercase": True,
                "RequireNumbers": True,
                "RequireSymbols": True,
            }
        },
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": True},
        UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"},
        DeletionProtection="ACTIVE",
    )
    for name, open_to_guests in [("wrong_identities", True), ("right_identities", False)]:
        client("cognito-identity").create_identity_pool(
            IdentityPoolName=name, AllowUnauthenticatedIdentities=open_to_guests
        )
    gateway = client("apigateway")
    for name, authorization in [("wrong-api", "NONE"), ("right-api", "AWS_IAM")]:
        api = gateway.create_rest_api(name=name, endpointConfiguration={"types": ["REGIONAL"]})["id"]
        root = gateway.get_resources(restApiId=api)["items"][0]["id"]
        gateway.put_method(restApiId=api, resourceId=root, httpMethod="GET", authorizationType=authorization)
        gateway.put_integration(restApiId=api, resourceId=root, httpMethod="GET", type="MOCK")
        gateway.create_deployment(restApiId=api, stageName="shop")
    clouds = client("cloudfront")
    for name in ["wrong", "right"]:
        right = name == "right"
        origin = {
            "Id": "origin",
            "DomainName": f"{name}.example.jp",
            "CustomOriginConfig": {
                "HTTPPort": 80,
                "HTTPSPort": 443,
                "OriginProtocolPolicy": "https-only" if right else "http-only",
                "OriginSslProtocols": {"Quantity": 1, "Items": ["TLSv1.2"]},
            },
        }
        certificate = {
            "ACMCertificateArn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/11111111-2222-3333-4444-555555555555",
            "SSLSupportMethod": "sni-only",
            "MinimumProtocolVersion": "TLSv1.2_2021",
        }
        clouds.create_distribution(
            DistributionConfig={
                "CallerReference": name,
                "Comment": f"{name}-distribution",
                "Enabled": True,
                "DefaultRootObject": "index.html" if right else "",
                "Origins": {"Quantity": 1, "Items": [origin]},
                "DefaultCacheBehavior": {
                    "TargetOriginId": "origin",
                    "ViewerProtocolPolicy": "redirect-to-https" if right else "allow-all",
                    "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
                    "MinTTL": 0,
                },
                "ViewerCertificate": certificate if right else {"CloudFrontDefaultCertificate": True},
                "Logging": {
                    "Enabled": right,
                    "IncludeCookies": False,
                    "Bucket": "right-records.s3.amazonaws.com",
                    "Prefix": "",
                },
            }
        )


def records():
    trail = client("cloudtrail")
    trail.create_trail(
        Name="wrong-trail", S3BucketName="right-trail", IsMultiRegionTrail=False, EnableLogFileValidation=False
    )
    far = client("cloudtrail", "ap-northeast-1")
    far.create_trail(
        Name="right-trail",
        S3BucketName="right-trail",
        IsMultiRegionTrail=False,
        EnableLogFileValidation=True,
        KmsKeyId=f"arn:aws:kms:ap-northeast-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555",
        CloudWatchLogsLogGroupArn=f"arn:aws:logs:ap-northeast-1:{ACCOUNT}:log-group:right-trail:*",
        CloudWatchLogsRoleArn=f"arn:aws:iam::{ACCOUNT}:role/right-function",
    )
    far.start_logging(Name="right-trail")
    config = client("config", "ap-northeast-1")
    config.put_configuration_recorder(
        ConfigurationRecorder={
            "name": "wrong-recorder",
            "roleARN": f"arn:aws:iam::{ACCOUNT}:role/right-function",
            "recordingGroup": {"allSupported": False, "resourceTypes": ["AWS::EC2::Instance"]},
        }
    )
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "right-records"})
    config.start_configuration_recorder(ConfigurationRecorderName="wrong-recorder")
    client("guardduty", "ap-northeast-1").create_detector(Enable=True)
    client("securityhub", "ap-northeast-1").enable_security_hub(EnableDefaultStandards=False)
    logs = client("logs")
    logs.create_log_group(logGroupName="wrong-logs")
    logs.create_log_group(
        logGroupName="right-logs", kmsKeyId=f"arn:aws:kms:{REGION}:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
    )
    logs.put_retention_policy(logGroupName="right-logs", retentionInDays=365)


def texts():
    """Descriptions that hold a secret, and their twins that name where it is kept."""
    role = f"arn:aws:iam::{ACCOUNT}:role/right-function"
    planted = "Tokiwa-" + "Maigo-7713"
    for name, password, kind in [
        ("wrong", planted, "PLAINTEXT"),
        ("right", "prod/db:password", "SECRETS_MANAGER"),
    ]:
        right = name == "right"
        url = f"postgres://shop:{planted}@db.internal/shop"
        client("codebuild").create_project(
            name=f"{name}-project",
            source={"type": "S3", "location": "right-private/source.zip", "buildspec": "version: 0.2"},
            artifacts={"type": "NO_ARTIFACTS"},
            environment={
                "type": "LINUX_CONTAINER",
                "image": "aws/codebuild/standard:7.0",
                "computeType": "BUILD_GENERAL1_SMALL",
                "environmentVariables": [{"name": "DB_PASSWORD", "value": password, "type": kind}],
            },
            serviceRole=role,
        )
        template = {
            "Parameters": {"DbPassword": {"Type": "String", "NoEcho": True}},
            "Resources": {},
            "Outputs": {"Connection": {"Value": "https://shop.internal/" if right else url}},
        }
        client("cloudformation").create_stack(
            StackName=f"{name}-stack",
            TemplateBody=json.dumps(template),
            Parameters=[{"ParameterKey": "DbPassword", "ParameterValue": "x"}],
        )
        state = {"Type": "Pass", "Result": {"dbPassword": "prod/db" if right else planted}, "End": True}
        definition = {"StartAt": "A", "States": {"A": state}}
        client("stepfunctions").create_state_machine(
            name=f"{name}-machine", definition=json.dumps(definition), roleArn=role
        )
        client("glue").create_job(
            Name=f"{name}-job",
            Role=role,
            Command={"Name": "glueetl", "ScriptLocation": "s3://right-private/load.py"},
            DefaultArguments={"--db_secret_id" if right else "--db_password": "prod/db" if right else planted},
        )
        # Neither a queue's description nor anything that a scan reads of a certificate says its tags.
        tags = {"Name": f"{name}-certificate", "DbSecret" if right else "DbPassword": "prod/db" if right else planted}
        sqs = client("sqs")
        sqs.tag_queue(QueueUrl=sqs.get_queue_url(QueueName=f"{name}-queue")["QueueUrl"], Tags=tags)
        client("acm").request_certificate(
            DomainName=f"{name}.shop.internal", Tags=[{"Key": key, "Value": value} for key, value in tags.items()]
        )


for part in [buckets, people, network, data, functions, web, records, texts]:
    part()
print(ACCOUNT)
