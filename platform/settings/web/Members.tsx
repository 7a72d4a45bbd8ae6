import { useState, type FormEvent } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Modal, Select } from 'antd';
import { Copy, UserPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { patch, post } from '#platform/context/web/api.ts';
import { useMeta, useObject } from '#platform/context/web/meta.ts';
import { roles } from '#platform/tenancy/shared/member.object.ts';
import { useRecords } from '#platform/records/web/recordQueries.ts';
import { Button } from '#ui/Button.tsx';
import { Avatar } from '#ui/identity.tsx';
import { Section } from '#ui/Page.tsx';
import { QueryView } from '#ui/QueryView.tsx';
import { useToasts } from '#ui/toasts.tsx';
import { textOf, type RecordData } from '#ui/records/record.ts';

export function Members() {
  const { t } = useTranslation();
  const { me } = useMeta();
  const object = useObject('member');
  const members = useRecords(object, { sort: 'name', limit: 500 });
  const departments = useRecords(useObject('department'), { sort: 'name', limit: 500 });
  const [isInviting, setInviting] = useState(false);
  const isAdministrator = me.role === 'administrator';
  const options = (departments.data?.items ?? []).map((item) => ({ value: item.id, label: textOf(item['name']) }));
  return (
    <Section
      title={t('settings.tab.members')}
      count={members.data?.items.length}
      aside={
        isAdministrator && (
          <Button kind="primary" icon={UserPlus} onClick={() => setInviting(true)}>
            {t('settings.invite')}
          </Button>
        )
      }
    >
      <QueryView query={members}>
        {(data) => (
          <div role="list">
            {data.items.map((member) => (
              <MemberRow key={member.id} member={member} departments={options} isEditable={isAdministrator} isMe={member.id === me.memberId} />
            ))}
          </div>
        )}
      </QueryView>
      {isInviting && <Invite departments={options} close={() => setInviting(false)} />}
    </Section>
  );
}

interface Option {
  value: string;
  label: string;
}

function MemberRow({ member, departments, isEditable, isMe }: { member: RecordData; departments: Option[]; isEditable: boolean; isMe: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const save = async (change: Record<string, unknown>) => {
    try {
      await patch(`/members/${member.id}`, change, member.version);
      toasts.done(t('settings.saved'));
    } catch (error) {
      toasts.failed(error instanceof Error && error.message ? error.message : t('ui.failed.title'));
    }
    await client.invalidateQueries({ queryKey: ['member'] });
  };
  const name = textOf(member['name']);
  return (
    <div className="setting-row" role="listitem">
      <Avatar name={name} size="m" />
      <div className="grow">
        <div className="ell">
          {name}
          {isMe && <span className="t3"> {t('settings.you')}</span>}
        </div>
        <div className="t3 fs12 ell">{textOf(member['email'])}</div>
      </div>
      <span className="w150">
        <Select
          aria-label={t('field.member.departmentId')}
          disabled={!isEditable}
          allowClear
          placeholder={t('field.member.departmentId')}
          value={textOf(member['departmentId']) || undefined}
          options={departments}
          onChange={(value: string | undefined) => void save({ departmentId: value ?? null })}
        />
      </span>
      <span className="w120">
        <Select
          aria-label={t('field.member.role')}
          disabled={!isEditable || isMe}
          value={textOf(member['role'])}
          options={roles.map((role) => ({ value: role, label: t(`choice.member.role.${role}`) }))}
          onChange={(role: string) => void save({ role })}
        />
      </span>
      <label className="row g4 nw">
        <input
          type="checkbox"
          checked={member['isActive'] === true}
          disabled={!isEditable || isMe}
          onChange={(event) => void save({ isActive: event.target.checked })}
        />
        {t('field.member.isActive')}
      </label>
    </div>
  );
}

function Invite({ departments, close }: { departments: Option[]; close: () => void }) {
  const { t } = useTranslation();
  const [values, setValues] = useState<{ email: string; name: string; role: string; departmentId?: string }>({ email: '', name: '', role: 'member' });
  const [url, setUrl] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(null);
    try {
      setUrl((await post<{ url: string }>('/members/invite', values)).data.url);
    } catch (error) {
      setFailure(error instanceof Error && error.message ? error.message : t('ui.failed.title'));
    }
  };
  return (
    <Modal open title={t('settings.invite')} width={520} footer={null} onCancel={close}>
      {url ? (
        <CopyOnce text={url} help={t('settings.inviteLink', { name: values.name })} />
      ) : (
        <form onSubmit={(event) => void send(event)}>
          <div className="form">
            <label>
              <span className="lbl">{t('field.member.name')}</span>
              <input className="field-input" required autoFocus value={values.name} onChange={(event) => setValues({ ...values, name: event.target.value })} />
            </label>
            <label>
              <span className="lbl">{t('field.member.email')}</span>
              <input
                className="field-input"
                type="email"
                required
                value={values.email}
                onChange={(event) => setValues({ ...values, email: event.target.value })}
              />
            </label>
            <div>
              <span className="lbl">{t('field.member.role')}</span>
              <Select
                aria-label={t('field.member.role')}
                value={values.role}
                options={roles.map((role) => ({ value: role, label: t(`choice.member.role.${role}`) }))}
                onChange={(role: string) => setValues({ ...values, role })}
              />
            </div>
            <div>
              <span className="lbl">{t('field.member.departmentId')}</span>
              <Select
                aria-label={t('field.member.departmentId')}
                allowClear
                options={departments}
                onChange={(departmentId: string | undefined) => {
                  const { departmentId: _old, ...rest } = values;
                  setValues(departmentId ? { ...rest, departmentId } : rest);
                }}
              />
            </div>
          </div>
          {failure && (
            <div className="err" role="alert">
              {failure}
            </div>
          )}
          <div className="row g6 form-end">
            <span className="grow" />
            <Button kind="quiet" onClick={close}>
              {t('action.cancel')}
            </Button>
            <Button kind="primary" type="submit">
              {t('settings.makeLink')}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}

/** A secret that is shown this once. */
export function CopyOnce({ text, help }: { text: string; help: string }) {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  return (
    <>
      <p className="t2" style={{ marginBottom: 8 }}>
        {help}
      </p>
      <div className="row g6">
        <input className="field-input mono" readOnly value={text} aria-label={help} onFocus={(event) => event.target.select()} />
        <Button icon={Copy} onClick={() => void navigator.clipboard?.writeText(text).then(() => setCopied(true))}>
          {t(isCopied ? 'settings.copied' : 'settings.copy')}
        </Button>
      </div>
    </>
  );
}
